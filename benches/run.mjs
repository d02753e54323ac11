// Runs the benchmarks. `cargo xtask bench` passes the environment.
import { readFile, writeFile } from "node:fs/promises";
import { arch, cpus, type, release } from "node:os";
import { empty, flood, long } from "./conversation.mjs";
import { closed, opening, sendable } from "./page_cost.mjs";
import { medians, report } from "./report.mjs";
import { launch, serve } from "./stage.mjs";

const [runs, only] = [Number(process.env.HAILER_RUNS), process.env.HAILER_ONLY];

/** Each run begins with another chat, because the first one runs on a cooler machine. */
const turned = (names, by) => [...names.slice(by % names.length), ...names.slice(0, by % names.length)];

const BENCHMARKS = {
  long: (stage, run) => long(stage, turned(["plain", "windowed", "widget"], run)),
  empty: (stage) => empty(stage),
  // The plain list would take minutes.
  flood: (stage, run) => flood(stage, turned(["windowed", "widget"], run)),
  closed: (stage) => closed(stage),
  cold: (stage) => opening(stage, false),
  prefetched: (stage) => opening(stage, true),
  sendable: (stage) => sendable(stage),
};

const wanted = Object.keys(BENCHMARKS).filter((name) => !only || only.split(",").includes(name));
if (wanted.length === 0) {
  console.error(`There is no benchmark "${only}". There are: ${Object.keys(BENCHMARKS).join(", ")}.`);
  process.exit(2);
}

const shop = await serve();
let version = "";
const results = Object.fromEntries(wanted.map((name) => [name, []]));
for (let run = 0; run < runs; run += 1) {
  for (const name of wanted) {
    process.stderr.write(`run ${run + 1} of ${runs}: ${name} … `);
    // A new browser for each benchmark.
    const browser = await launch();
    version = browser.version();
    const before = Date.now();
    try {
      results[name].push(await BENCHMARKS[name]({ browser, shop }, run));
    } finally {
      await browser.close();
    }
    process.stderr.write(`${Math.round((Date.now() - before) / 1000)} s\n`);
  }
}
shop.close();

const median = Object.fromEntries(wanted.map((name) => [name, medians(results[name])]));
const machine = {
  date: new Date().toISOString().slice(0, 10),
  cpu: cpus()[0].model.trim(),
  cores: cpus().length,
  system: `${type()} ${release().split("-")[0]} ${arch()}`,
  browser: `Chromium ${version}, headless`,
};
const text = report({ machine, runs, median });
console.log(`\n${text}`);

if (process.env.HAILER_RESULTS) await writeFile(process.env.HAILER_RESULTS, `${JSON.stringify({ machine, runs, median, results }, null, 1)}\n`);
// Partial results are not published.
if (!only) {
  const file = process.env.HAILER_REPORT;
  const [words] = (await readFile(file, "utf8")).split("<!-- results -->");
  await writeFile(file, `${words}<!-- results -->\n\n${text}`);
}
