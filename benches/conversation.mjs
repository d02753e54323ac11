// Measures a long conversation, for the widget and the two baselines.
import { profiled, traced } from "./profile.mjs";
import { CHATS, costs, fill, standIn } from "./stage.mjs";

const MANY = 10_000;
/** A history takes a few hundred times as long as a message, so other load on the machine matters. It is measured this many times. */
const HISTORIES = 3;
const ARRIVALS = 60;
// Far enough apart that no two messages share a frame, even in the plain list.
const APART_MS = 80;
const KEYS = 60;
const FLOOD = 20_000;
const SCROLL_PX = 800;
const SCROLL_FRAMES = 300;

/** A new stand-in with a conversation of `count` messages. */
async function stageWith(common, count) {
  const service = await standIn();
  const stage = { ...common, service, token: await service.token() };
  await fill(stage, count);
  return stage;
}

const settle = (page) => page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 5_000 })));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until the history is painted. Returns the time since its frame arrived, in milliseconds. */
async function history({ page }) {
  const shown = await page.evaluate(async () => {
    const at = await probe.shows("The last one");
    const bytes = Math.max(...probe.frames.map(([, length]) => length));
    return at - probe.frames.find(([, length]) => length === bytes)[0];
  });
  await settle(page);
  return shown;
}

/** Sends single messages to each of these chats in turn. */
async function arrivals(chats) {
  for (const { page } of chats) await page.evaluate(() => probe.watchArrivals());
  const each = await costs(chats.map(({ cdp }) => cdp), ARRIVALS, async () => {
    for (let count = 0; count < ARRIVALS; count += 1) {
      for (const chat of chats) {
        chat.last = `arrival ${Date.now()} in ${chat.name}`;
        await chat.service.agent({ do: "say", text: chat.last });
        await pause(APART_MS / chats.length);
      }
    }
  });
  return Promise.all(chats.map(async ({ page, last }, at) => {
    await page.evaluate((text) => probe.shows(text), last);
    const seen = await page.evaluate(() => window.arrivals);
    const inNextFrame = seen.filter((one) => one.isShown).length / ARRIVALS;
    return { ...each[at], inNextFrame, toPaint: middle(seen.map((one) => one.ms)) };
  }));
}

/** Like `arrivals`, and writes a profile if HAILER_PROFILE is set. */
async function lookedInto(chats) {
  const profile = (action, { cdp, name }) => () => profiled(cdp, `${name}: a message`, ARRIVALS, action);
  const results = await chats.reduce(profile, () => arrivals(chats))();
  if (process.env.HAILER_PROFILE) {
    for (const chat of chats) await traced(chat.page, `${chat.name}: a message`, ARRIVALS, () => arrivals([chat]));
  }
  return results;
}

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function sizes({ page, cdp }) {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const [elements, wasm] = await page.evaluate(() => [probe.elements(), probe.wasmBytes()]);
  return { elements, heapMb: usedSize / 2 ** 20, wasmMb: wasm / 2 ** 20 };
}

/** Types into the message box at the pace of a fast typist. */
async function typing({ page, cdp }) {
  await page.getByRole("textbox", { name: "Message" }).click();
  await settle(page);
  await page.evaluate(() => probe.watchKeys());
  const [each] = await costs([cdp], KEYS, () => page.keyboard.type("hello ".repeat(KEYS / 6), { delay: 60 }));
  const keys = await page.evaluate(() => window.keys);
  return { task: each.task, toPaint: middle(keys), worst: Math.max(...keys) };
}

async function scrolling({ page }) {
  const before = await page.evaluate(() => performance.now());
  const { gaps, blank } = await page.evaluate(([px, frames]) => probe.scrollUp(px, frames), [SCROLL_PX, SCROLL_FRAMES]);
  const tasks = await longTasks(page, before);
  return { worstFrame: Math.max(...gaps), frame: middle(gaps), blank, ...tasks };
}

async function longTasks(page, since) {
  await settle(page);
  const tasks = await page.evaluate((since) => probe.longTasks.filter((one) => one.at > since).map((one) => one.ms), since);
  return { longTasks: tasks.length, longest: Math.max(0, ...tasks) };
}

/** All measurements of a conversation of ten thousand messages. */
export async function long(common, order) {
  const stage = await stageWith(common, MANY);
  const results = {};
  for (const name of order) {
    const shown = [];
    let chat;
    while (shown.length < HISTORIES) {
      if (chat) await leave(chat);
      chat = await open(stage, name);
      shown.push(await profiled(chat.cdp, `${name}: history`, 1, () => history(chat)));
    }
    const result = { history: middle(shown), sizes: await sizes(chat) };
    // The plain list is always busy and would disturb the others, so it gets its messages alone.
    if (name === "plain") [result.arrival] = await lookedInto([chat]);
    Object.assign(result, { typing: await typing(chat), scrolling: await scrolling(chat) });
    await leave(chat);
    results[name] = result;
  }
  const rest = order.filter((name) => name !== "plain");
  const arrived = await inTurns({ [rest[0]]: stage, [rest[1]]: await stageWith(common, MANY) });
  rest.forEach((name, at) => Object.assign(results[name], { arrival: arrived[at] }));
  return results;
}

/** Sends messages to several chats in turn. The speed of a machine varies, so chats that are compared are measured at the same time. */
async function inTurns(stages) {
  const chats = [];
  for (const [name, stage] of Object.entries(stages)) {
    const chat = await open(stage, name);
    await history(chat);
    chats.push(chat);
  }
  const arrived = await lookedInto(chats);
  for (const chat of chats) {
    await leave(chat);
    chat.service.close();
  }
  return arrived;
}

const open = async (stage, name) => ({ name, service: stage.service, ...(await CHATS[name](stage)) });

/** Closes a page. The last message is sent again for the next page. */
async function leave({ close, service }) {
  await close();
  await service.agent({ do: "say", text: "The last one" });
}

/** Typing in an empty conversation. */
export async function empty(common) {
  const service = await standIn();
  const stage = { ...common, service, token: await service.token() };
  const opened = await CHATS.widget(stage);
  await opened.page.getByRole("textbox", { name: "Message" }).waitFor();
  const result = await typing(opened);
  await opened.close();
  service.close();
  return result;
}

/** Twenty thousand messages, as fast as the stand-in sends them. */
export async function flood(common, order) {
  const results = {};
  for (const name of order) {
    const stage = await stageWith(common, 2);
    const opened = await CHATS[name](stage);
    const { page } = opened;
    await page.evaluate(() => probe.shows("The last one"));
    await settle(page);
    const before = await page.evaluate(() => performance.now());
    await stage.service.agent({ do: "say", text: "again and again", times: FLOOD });
    await stage.service.agent({ do: "say", text: "The end" });
    const took = (await page.evaluate(() => probe.shows("The end"))) - before;
    results[name] = { took, ...(await longTasks(page, before)) };
    await opened.close();
    stage.service.close();
  }
  return results;
}

