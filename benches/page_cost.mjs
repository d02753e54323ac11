// Measures what the chat costs a page on a slow processor, closed and while it opens.
import { profiled } from "./profile.mjs";
import { openPage, standIn, work } from "./stage.mjs";

const SLOWER = 4;
/** A slow phone network: 85 ms per request, 9 Mbit/s. */
const SLOW_NETWORK = { offline: false, latency: 85, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };

async function visit({ browser, shop }, service) {
  const opened = await openPage(browser);
  await opened.cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await opened.page.goto(`${shop.address}/pages/shop.html${service ? `?service=${service.address}` : ""}`);
  return opened;
}

/** The page with a closed chat, and the same page without a chat. */
export async function closed(common) {
  const service = await standIn();
  const bare = await load(common, null);
  const result = await load(common, service);
  service.close();
  return { ...result, bare };
}

/** Loads the page and waits, with a chat until its launcher was painted. */
async function load(common, service) {
  const opened = await visit(common, service);
  const { page, cdp } = opened;
  const result = await page.evaluate(async (hasChat) => {
    while (hasChat && !probe.root().querySelector("button")) await probe.painted();
    const painted = await probe.painted();
    // After this time, everything that starts by itself has started.
    await new Promise((done) => setTimeout(done, 1_000));
    const own = performance.getEntriesByType("resource").filter((one) => one.name.includes("/assets/"));
    return {
      requests: own.length,
      bytes: own.reduce((sum, one) => sum + one.encodedBodySize, 0),
      fromScript: hasChat ? painted - own[0].responseEnd : 0,
      longTasks: probe.longTasks.length,
      longest: Math.max(0, ...probe.longTasks.map((one) => one.ms)),
      shift: probe.shifts.reduce((sum, one) => sum + one, 0),
    };
  }, service !== null);
  result.task = (await work(cdp)).task;
  await opened.close();
  return result;
}

/** From the click to the message box, with or without prefetched files. */
export async function opening(common, isPrefetched) {
  const service = await standIn();
  const opened = await visit(common, service);
  const { page, cdp } = opened;
  const launcher = page.getByRole("button", { name: "Open chat" });
  if (isPrefetched) {
    await launcher.hover();
    await page.waitForFunction(() => probe.isMade());
    await page.waitForLoadState("networkidle");
  }
  const what = isPrefetched ? "opening, prefetched" : "opening";
  const result = await profiled(cdp, what, 1, () => page.evaluate(clickAndWait));
  await opened.close();
  service.close();
  return result;
}

/** From the click until a message can be sent: the conversation is loaded, and then connected. */
export async function sendable(common) {
  const service = await standIn();
  const opened = await visit(common, service);
  const { page, cdp } = opened;
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", SLOW_NETWORK);
  const result = await page.evaluate(async () => {
    const before = performance.now();
    probe.root().querySelector("button").click();
    const until = async (selector) => {
      while (!probe.root().querySelector(selector)) await probe.painted();
      return performance.now() - before;
    };
    return { typeable: await until("textarea:focus"), loaded: await until(".jump-place"), online: await until("[data-connection=online]") };
  });
  await opened.close();
  service.close();
  return result;
}

/** Runs in the page: clicks the launcher, and waits until the message box is painted and focused. */
async function clickAndWait() {
  const before = performance.now();
  // Not with the mouse, because hovering starts the prefetch.
  probe.root().querySelector("button").click();
  while (probe.root().activeElement?.localName !== "textarea") await probe.painted();
  // Files that are requested later are not needed for typing.
  const typeable = performance.now();
  const after = await probe.painted();
  const tasks = probe.longTasks.filter((one) => one.at + one.ms > before).map((one) => one.ms);
  const isNeeded = ({ name, startTime }) => name.includes("/assets/") && startTime < typeable;
  const own = performance.getEntriesByType("resource").filter(isNeeded);
  const bytes = own.reduce((sum, one) => sum + one.encodedBodySize, 0);
  return { ms: after - before, requests: own.length, bytes, longTasks: tasks.length, longest: Math.max(0, ...tasks) };
}
