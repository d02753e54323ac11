// What a long conversation costs, for the widget and for the two floors.
import { profiled, traced } from "./profile.mjs";
import { CHATS, cost, fill, standIn } from "./stage.mjs";

const MANY = 10_000;
const ARRIVALS = 60;
const KEYS = 60;
const FLOOD = 20_000;
const SCROLL_PX = 800;
const SCROLL_FRAMES = 300;

/** A conversation of `count` messages in a stand-in of its own. */
async function stageWith(common, count) {
  const service = await standIn();
  const stage = { ...common, service, token: await service.token() };
  await fill(stage, count);
  return stage;
}

const settle = (page) => page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 5_000 })));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until the history is on the screen; from the arrival of its frame on, in milliseconds. */
async function history({ page }) {
  const shown = await page.evaluate(async () => {
    const at = await probe.shows("The last one");
    const bytes = Math.max(...probe.frames.map(([, length]) => length));
    return at - probe.frames.find(([, length]) => length === bytes)[0];
  });
  await settle(page);
  return shown;
}

/** Messages that come one at a time. */
async function arrivals({ page, cdp }, { service }, name) {
  await page.evaluate(() => probe.watchArrivals());
  let last = "";
  const each = await cost(cdp, ARRIVALS, async () => {
    for (let count = 0; count < ARRIVALS; count += 1) {
      last = `arrival ${Date.now()} in ${name}`;
      await service.agent({ do: "say", text: last });
      // Far enough apart that no two share a frame, in the plain list, too.
      await pause(80);
    }
  });
  await page.evaluate((text) => probe.shows(text), last);
  const seen = await page.evaluate(() => window.arrivals);
  return { ...each, inNextFrame: seen.filter((one) => one.isShown).length / ARRIVALS, toPaint: middle(seen.map((one) => one.ms)) };
}

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function sizes({ page, cdp }) {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const [elements, wasm] = await page.evaluate(() => [probe.elements(), probe.wasmBytes()]);
  return { elements, heapMb: usedSize / 2 ** 20, wasmMb: wasm / 2 ** 20 };
}

/** Keys typed into the message box, at a fast typist's pace. */
async function typing({ page, cdp }) {
  await page.getByRole("textbox", { name: "Message" }).click();
  await settle(page);
  await page.evaluate(() => probe.watchKeys());
  const each = await cost(cdp, KEYS, () => page.keyboard.type("hello ".repeat(KEYS / 6), { delay: 60 }));
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

/** Everything that is asked of a conversation of ten thousand messages. */
export async function long(common, order) {
  const stage = await stageWith(common, MANY);
  const results = {};
  for (const name of order) {
    const opened = await CHATS[name](stage);
    const result = { history: await profiled(opened.cdp, `${name}: history`, 1, () => history(opened)) };
    Object.assign(result, { sizes: await sizes(opened) });
    result.arrival = await profiled(opened.cdp, `${name}: a message`, ARRIVALS, () => arrivals(opened, stage, name));
    if (process.env.HAILER_PROFILE) await traced(opened.page, `${name}: a message`, ARRIVALS, () => arrivals(opened, stage, name));
    Object.assign(result, { typing: await typing(opened), scrolling: await scrolling(opened) });
    await opened.close();
    // The next one waits for this again.
    await stage.service.agent({ do: "say", text: "The last one" });
    results[name] = result;
  }
  stage.service.close();
  return results;
}

/** Typing where nothing was said yet. */
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

/** Twenty thousand messages as fast as the stand-in can send them. */
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

