// The environment of a measurement: a new stand-in, a server for the pages and the release assets,
// and a browser page with the probe.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ACCOUNT = "12345678";
const KINDS = { html: "text/html", css: "text/css", js: "text/javascript", wasm: "application/wasm" };
const { chromium } = createRequire(import.meta.url)(process.env.HAILER_PLAYWRIGHT);

/** Serves `benches/pages/` and the precompressed release assets, like a brand's server. */
export async function serve() {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const [, folder, name] = pathname.split("/");
    try {
      const kind = { "content-type": KINDS[pathname.split(".").pop()] };
      if (folder === "assets") {
        const packed = await readFile(`${process.env.HAILER_DIST}/${name}.br`);
        response.writeHead(200, { ...kind, "content-encoding": "br" }).end(packed);
      } else {
        let page = await readFile(`${HERE}pages/${name}`, "utf8");
        const domains = searchParams.get("service");
        const tag = `<script async src="/assets/hailer.js" data-account="${ACCOUNT}" data-domains="${domains}"></script>`;
        page = page.replace("{{script}}", domains ? tag : "");
        response.writeHead(200, kind).end(page);
      }
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** A new, empty stand-in. */
export async function standIn() {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  listener.close();
  const child = spawn(process.env.HAILER_STAND_IN, ["--listen", `127.0.0.1:${port}`, "--account", ACCOUNT, "--faults"]);
  await once(child.stdout, "data");
  const address = `http://127.0.0.1:${port}`;
  const post = async (path, body) => {
    const answer = await fetch(`${address}${path}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    address,
    token: async () => (await post(`/api/account/${ACCOUNT}/signup`)).jwt,
    agent: (action) => post("/control/agent", action),
    close: () => child.kill(),
  };
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROME,
    args: ["--no-sandbox", "--disable-background-networking", "--enable-precise-memory-info"],
  });

/** A page in a new profile. `kept` is written to its storage first. */
export async function openPage(browser, kept = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  await context.addInitScript({ path: `${HERE}probe.js` });
  await context.addInitScript((entries) => {
    for (const [key, value] of Object.entries(entries)) localStorage[key] ??= value;
  }, kept);
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "timeTicks" });
  return { page, cdp, close: () => context.close() };
}

/** The main thread's work so far, in milliseconds. */
export async function work(cdp) {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name) => metrics.find((one) => one.name === name).value;
  return {
    task: of("TaskDuration") * 1000,
    script: of("ScriptDuration") * 1000,
    layout: of("LayoutDuration") * 1000,
    style: of("RecalcStyleDuration") * 1000,
    heap: of("JSHeapUsedSize"),
  };
}

/** Runs `action`. Returns its cost on the main thread of each page, in milliseconds per item of `count`. */
export async function costs(cdps, count, action) {
  const works = () => Promise.all(cdps.map(work));
  const before = await works();
  await action();
  const after = await works();
  return cdps.map((_, at) => {
    const each = (name) => (after[at][name] - before[at][name]) / count;
    return { task: each("task"), script: each("script"), layout: each("layout"), style: each("style") };
  });
}

/** The three chats, and how to open each with a conversation. */
export const CHATS = {
  plain: (stage) => visit(stage, "plain_list.html"),
  windowed: (stage) => visit(stage, "windowed_list.html"),
  widget: async (stage) => {
    const opened = await openPage(stage.browser, { [`hailer:${ACCOUNT}:token`]: stage.token });
    await opened.page.goto(`${stage.shop.address}/pages/shop.html?service=${stage.service.address}`);
    // Opens by script, not by hovering, as soon as the launcher exists.
    await opened.page.waitForFunction(() => window.hailer?.open);
    await opened.page.evaluate(() => void window.hailer.open());
    return opened;
  },
};

async function visit({ browser, shop, service, token }, name) {
  const opened = await openPage(browser);
  await opened.page.goto(`${shop.address}/pages/${name}?service=${service.address}&token=${token}`);
  return opened;
}

const WORDS = [
  "Hello there",
  "I have a question about my order, which should have come on Tuesday.",
  "Yes",
  "Let me look that up for you. It may take a moment, as our shop and the warehouse keep two lists that do not always agree.",
  "Thank you, that is very kind. I will wait here.",
];
const ROUNDS = 100;

/** Opens a conversation with `count` messages. The last one is "The last one". */
export async function fill(stage, count) {
  const setup = await openPage(stage.browser);
  const { page } = setup;
  await page.goto(`${stage.shop.address}/pages/setup.html?service=${stage.service.address}&token=${stage.token}`);
  await page.evaluate(() => window.opened);
  await stage.service.agent({ do: "accept" });
  const round = Math.floor((count - 1) / ROUNDS);
  const mine = Math.floor(round / 4);
  for (let at = 0; round > 0 && at < ROUNDS; at += 1) {
    const text = (offset) => `${at}: ${WORDS[(at + offset) % WORDS.length]}`;
    await page.evaluate((texts) => window.say(texts), Array.from({ length: mine }, (_, offset) => text(offset)));
    for (const [offset, times] of [[0, round - mine - Math.floor(round / 2)], [1, Math.floor(round / 2)]]) {
      await stage.service.agent({ do: "say", text: text(offset), times });
    }
  }
  await setup.close();
  const rest = count - 1 - round * ROUNDS;
  if (rest > 0) await stage.service.agent({ do: "say", text: "Almost there", times: rest });
  await stage.service.agent({ do: "say", text: "The last one" });
}
