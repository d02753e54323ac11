// What runs while the chat is opened and typed into, however the page has set it
// up. `cargo xtask rare` gives it a module that notes its functions.
import { writeFile } from "node:fs/promises";
import { launch, openPage, serve, standIn } from "./stage.mjs";

const NEVER = () => void (window.hailerRest = new Promise(() => {}));
const ran = new Set();

const shop = await serve();
const service = await standIn();
const browser = await launch();

const isOnline = () => document.querySelector("hailer-chat").shadowRoot.querySelector(".window")?.dataset.connection === "online";
const settle = (page) => page.waitForTimeout(300);

/** Takes down what ran so far in this page's module. */
async function note(page) {
  for (const index of await page.evaluate(() => window.hailerRan?.() ?? [])) ran.add(index);
}

/** A page with these options, on which the chat is opened by `how`. */
async function open(options = {}, before = () => {}, how = (page) => page.getByRole("button").first().click()) {
  const opened = await openPage(browser);
  const { page } = opened;
  await page.addInitScript((given) => (window.hailerOptions = given), options);
  await page.addInitScript(before);
  await page.goto(`${shop.address}/pages/shop.html?service=${options.domains ?? service.address}`);
  await page.waitForFunction(() => window.hailer?.open);
  await how(page);
  await page.getByRole("textbox").waitFor();
  return opened;
}

/** Ends a page, and takes down what ran while it went. */
async function leave({ page, close }) {
  await note(page);
  await page.evaluate(() => addEventListener("pagehide", () => (sessionStorage.ran = JSON.stringify(window.hailerRan()))));
  await page.goto(`${shop.address}/pages/shop.html`);
  for (const index of JSON.parse(await page.evaluate(() => sessionStorage.ran ?? "[]"))) ran.add(index);
  await close();
}

/** Short and long, by keys and from elsewhere, and more than a message may hold. */
async function write(page) {
  await page.getByRole("textbox").focus();
  for (const text of ["Grüße 👋 ", "What is written at once. ".repeat(4), "ä𝄞 ".repeat(400), "x".repeat(20_000)]) {
    await page.keyboard.insertText(text);
    await settle(page);
  }
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type("Hello there. I have a question about my order.");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Backspace");
}

/** A first visitor, who looks about before writing and whose connection is lost meanwhile. */
async function somebodyNew() {
  const opened = await open({ title: "A shop" });
  const { page } = opened;
  await page.waitForFunction(isOnline);
  await write(page);
  for (const key of ["Tab", "Tab", "Shift+Tab", "Shift+Tab"]) await page.keyboard.press(key);
  await page.keyboard.press("Control+f");
  await page.getByRole("heading", { name: "A shop" }).last().click();
  await page.getByRole("textbox").click();
  await page.keyboard.press("Escape");
  await page.evaluate(() => window.hailer.toggle());
  await page.getByRole("button", { name: "Minimize" }).click();
  await page.getByRole("button", { name: "Open chat" }).click();
  await page.setViewportSize({ width: 360, height: 640 });
  await settle(page);
  await page.setViewportSize({ width: 320, height: 256 });
  await page.getByRole("log").evaluate((log) => log.scrollTo(0, 9));
  await settle(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => window.hailer.configure({ theme: "dark", title: "Another", welcome: "Hello" }));
  const answer = await fetch(`${service.address}/control/sockets`, { method: "POST", body: '{"close": 4000}' });
  if (!answer.ok) throw new Error(`sockets: ${answer.status}`);
  await page.waitForFunction((is) => !eval(`(${is})`)(), `${isOnline}`);
  await page.waitForFunction(isOnline);
  // The rest is not there, and does not come.
  await page.evaluate(NEVER);
  await page.getByRole("textbox").press("Enter");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Send" }).press("Enter");
  await page.evaluate(() => {
    for (const kind of ["offline", "online"]) dispatchEvent(new Event(kind));
    for (const state of ["hidden", "visible"]) {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }
  });
  await settle(page);
  await leave(opened);
}

/** For a page on which ten seconds pass in one. */
function hurry() {
  const SPEED = 10;
  const { setTimeout } = window;
  window.setTimeout = (work, ms, ...given) => setTimeout(work, ms / SPEED, ...given);
  for (const clock of [performance, Date]) {
    const now = clock.now.bind(clock);
    const start = now();
    clock.now = () => start + (now() - start) * SPEED;
  }
}

/** Somebody who writes and thinks, for a minute and a half. */
async function somebodySlow() {
  const opened = await open({}, hurry);
  await write(opened.page);
  await opened.page.waitForTimeout(9_000);
  await leave(opened);
}

/** Every option, and a page that knows its consumer. */
async function somebodyKnown() {
  const every = {
    skill: "4711", campaign: "11", engagement: "22", theme: "dark", position: "left", size: "large",
    lang: "ar", title: "Every", welcome: "Hello", logo: `${shop.address}/pages/none.svg`, sentences: { send: "Go" },
    notify: "title sound desktop",
  };
  const opened = await open(every, () => (window.hailer = [(hailer) => hailer.identify(async () => "customer-7")]));
  await opened.page.waitForFunction(isOnline);
  await write(opened.page);
  await leave(opened);
}

/** A browser that keeps nothing, and a chat that breaks, is restarted and destroyed. */
async function somebodyUnlucky() {
  const blocked = () => {
    Object.defineProperty(window, "localStorage", { get: () => { throw new Error("blocked"); } });
    window.self = null;
  };
  const opened = await open({}, blocked, (page) => page.evaluate(() => window.hailer.open()));
  const { page } = opened;
  await write(page);
  await page.evaluate(async () => {
    window.hailerBefore = window.hailerRan;
    (await import(performance.getEntriesByType("resource").find((one) => /widget[^_]*\.js/.test(one.name)).name)).abandon();
  });
  for (const index of await page.evaluate(() => window.hailerBefore())) ran.add(index);
  await page.getByRole("button", { name: "Restart chat" }).click();
  await page.getByRole("textbox").waitFor();
  await settle(page);
  await note(page);
  await page.evaluate(() => window.hailer.destroy());
  await settle(page);
  await leave(opened);
}

/** A service that cannot be reached, and somebody who does not press the launcher at once. */
async function somebodyAlone() {
  const opened = await open({ domains: "http://127.0.0.1:9" }, undefined, async (page) => {
    await page.getByRole("button").hover();
    await page.waitForFunction(() => probe.root().querySelector(".window"));
    await settle(page);
    await page.getByRole("button").first().click();
  });
  await write(opened.page);
  await settle(opened.page);
  await leave(opened);
}

for (const scene of [somebodyNew, somebodySlow, somebodyKnown, somebodyUnlucky, somebodyAlone]) {
  const before = ran.size;
  await scene();
  console.log(`${scene.name}: ${ran.size - before} functions more, ${ran.size} in all`);
}
await writeFile(process.env.HAILER_RAN, JSON.stringify([...ran].sort((a, b) => a - b)));
await browser.close();
service.close();
shop.close();
