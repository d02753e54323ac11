// The environment of a journey: a stand-in with TLS, agents with the unmodified SDK, and consumers
// with the real widget in a real browser.
import assert from "node:assert/strict";
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { launch, serve } from "../../benches/stage.mjs";

const ACCOUNT = "12345678";
/** The timeout of every wait, in milliseconds. */
const TIMEOUT = 15_000;
const LOGS = new URL("../../target/agent-sdk/", import.meta.url).pathname;

const [browser, shop] = await Promise.all([launch(), serve()]);
after(() => Promise.all([browser.close(), shop.close()]));

/** A test with its own environment. If it fails, it writes all frames to a log file. */
export function journey(name, act, { flags = [], errors = 0 } = {}) {
  test(name, { timeout: 60_000 }, async () => {
    const stage = await Stage.open(flags);
    try {
      await act(stage);
      const complaints = stage.transcript.filter((line) => line.includes(" = error: "));
      assert.equal(complaints.length, errors, `the SDK complains: ${complaints}`);
    } catch (error) {
      const file = join(LOGS, `${name.replaceAll(/\W+/g, "_")}.log`);
      await mkdir(LOGS, { recursive: true });
      await writeFile(file, `${stage.transcript.join("\n")}\n`);
      console.error(`The log of all frames: ${file}`);
      throw error;
    } finally {
      await stage.close();
    }
  });
}

/** A text message, as the body of a PublishEvent. */
export const said = (dialogId, message) => ({
  dialogId,
  event: { type: "ContentEvent", contentType: "text/plain", message },
});

class Stage {
  transcript = [];
  #started = Date.now();
  #processes = [];
  #contexts = [];

  static async open(flags) {
    const stage = new Stage();
    stage.flags = flags;
    stage.folder = await mkdtemp(join(tmpdir(), "hailer-agent-sdk-"));
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    stage.host = `127.0.0.1:${listener.address().port}`;
    listener.close();
    await stage.startService();
    return stage;
  }

  /** Starts the stand-in. After a kill, it starts with the stored data. */
  async startService() {
    this.certificate = join(this.folder, "certificate.pem");
    const kept = ["--data", join(this.folder, "data.sqlite"), "--tls-cert", this.certificate];
    const flags = ["--listen", this.host, "--account", ACCOUNT, "--tls", ...kept, ...this.flags];
    this.service = spawn(process.env.HAILER_STAND_IN, flags, { stdio: ["ignore", "pipe", "inherit"] });
    this.#processes.push(this.service);
    await once(this.service.stdout, "data");
  }

  /** Kills the stand-in with SIGKILL. */
  async killService() {
    this.service.kill("SIGKILL");
    await once(this.service, "exit");
  }

  /** Runs one of `bots/` as an agent. */
  bot(name, user, more = {}) {
    const child = fork(new URL(`bots/${name}.cjs`, import.meta.url), {
      env: {
        ...process.env,
        LP_ACCOUNT: ACCOUNT,
        LP_USER: user,
        LP_PASS: user,
        LP_CSDS: this.host,
        NODE_EXTRA_CA_CERTS: this.certificate,
        ...more,
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#processes.push(child);
    for (const output of [child.stdout, child.stderr]) output.on("data", (text) => this.#note(user, `! ${text}`));
    child.on("message", ({ frame }) => frame && this.#note(user, frame));
    return child;
  }

  /** A connected agent that the test controls. */
  async agent(user, more) {
    const agent = this.stranger(user, more);
    await agent.receives("connected");
    Object.assign(agent, await agent.asks("who"));
    return agent;
  }

  /** Like `agent`, without waiting for the login, which may be refused. */
  stranger = (user, more) => new Agent(this.bot("agent", user, more));

  /** A consumer with an open chat. */
  async consumer() {
    const context = await browser.newContext({ locale: "en-US", ignoreHTTPSErrors: true });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    page.on("console", (message) => this.#note("page", message.text()));
    await page.goto(`${shop.address}/pages/shop.html?service=https://${this.host}`);
    await page.getByRole("button", { name: "Open chat" }).click();
    return new Consumer(page);
  }

  /** A consumer has sent a message, and Anna has accepted the conversation and received the message. */
  async begins(text) {
    const anna = await this.agent("anna");
    await anna.goesOnline();
    const consumer = await this.consumer();
    await consumer.says(text);
    const { conversationId, consumerId, skillId } = await anna.acceptsRing();
    await anna.asks("subscribeMessagingEvents", { dialogId: conversationId });
    const first = await anna.receivesFromConsumer("ContentEvent");
    assert.deepEqual([first.event.message, first.originatorId], [text, consumerId]);
    return { anna, consumer, conversationId, consumerId, skillId, first };
  }

  #note(who, line) {
    this.transcript.push(`${String(Date.now() - this.#started).padStart(6)} ${who} ${line.trimEnd()}`);
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close()));
    for (const child of this.#processes) child.kill("SIGKILL");
    await rm(this.folder, { recursive: true });
  }
}

/** An agent in a separate process, because NODE_EXTRA_CA_CERTS is read only at the start of a process. */
class Agent {
  #child;
  #last = 0;
  #answers = new Map();
  #events = [];
  #waiting = [];

  constructor(child) {
    this.#child = child;
    child.on("message", (message) => {
      if (message.number) this.#answers.get(message.number)(message);
      if (message.event) this.#events.push(message);
      this.#waiting = this.#waiting.filter((look) => !look());
    });
  }

  /** Calls a method of the SDK and returns the response. */
  async asks(call, ...given) {
    const { answer, error } = await this.#call(call, given);
    assert.ok(!error, `${call}: ${JSON.stringify(error)}`);
    return answer;
  }

  /** Calls a method that must be refused, and returns the reason. */
  async isRefused(call, ...given) {
    const { answer, error } = await this.#call(call, given);
    assert.ok(error, `${call} was answered: ${JSON.stringify(answer)}`);
    return error;
  }

  #call(call, given) {
    const number = (this.#last += 1);
    const answered = new Promise((resolve) => this.#answers.set(number, resolve));
    this.#child.send({ number, call, given });
    return within(`an answer to ${call}`, answered);
  }

  /** Waits for an event of this kind for which `holds` is true, and returns its body. */
  receives(kind, holds = () => true) {
    const heard = new Promise((resolve) => {
      const look = () => {
        const at = this.#events.findIndex(({ event, body }) => event === kind && holds(body));
        if (at >= 0) resolve(this.#events.splice(at, 1)[0].body);
        return at >= 0;
      };
      if (!look()) this.#waiting.push(look);
    });
    return within(`${kind} where ${holds}`, heard);
  }

  /** Sets the agent online and subscribes to rings and to the agent's conversations. */
  async goesOnline() {
    await this.asks("setAgentState", { availability: "ONLINE" });
    await this.asks("subscribeExConversations", { agentIds: [this.agentId], convState: ["OPEN"] });
    await this.asks("subscribeRoutingTasks", {});
  }

  /** Waits for a ring, and returns it with its conversation. */
  async ring() {
    const isWaiting = ({ changes }) => changes.some(({ result }) => result.ringsDetails[0].ringState === "WAITING");
    const { changes } = await this.receives("routing.RoutingTaskNotification", isWaiting);
    const { conversationId, consumerId, skillId, ringsDetails } = changes[0].result;
    return { conversationId, consumerId, skillId, ringId: ringsDetails[0].ringId };
  }

  /** Accepts the next ring, and waits until the conversation is assigned to the agent. */
  async acceptsRing() {
    const ring = await this.ring();
    const said = await this.asks("updateRingState", { ringId: ring.ringId, ringState: "ACCEPTED" });
    assert.equal(said, "Ring state updated successfully");
    const isMine = ({ type, result }) =>
      type === "UPSERT" && result.convId === ring.conversationId && result.conversationDetails.__myRole === "ASSIGNED_AGENT";
    await this.receives("cqm.ExConversationChangeNotification", ({ changes }) => changes.some(isMine));
    return ring;
  }

  /** Waits for an event of this type from the consumer. */
  async receivesFromConsumer(type, holds = () => true) {
    const is = ({ event, originatorMetadata }) =>
      event.type === type && originatorMetadata.role === "CONSUMER" && holds(event);
    const { changes } = await this.receives("ms.MessagingEventNotification", (body) => body.changes.some(is));
    return changes.find(is);
  }

  says = (dialogId, message) => this.asks("publishEvent", said(dialogId, message));

  is = (dialogId, chatState) => this.asks("publishEvent", { dialogId, event: { type: "ChatStateEvent", chatState } });

  /** Changes a conversation. */
  updates = (conversationId, ...conversationField) =>
    this.asks("updateConversationField", { conversationId, conversationField });

  /** Waits until a conversation leaves the agent's list, and returns its last state. */
  async loses(conversationId) {
    const is = ({ type, result }) => type === "DELETE" && result.convId === conversationId;
    const { changes } = await this.receives("cqm.ExConversationChangeNotification", ({ changes }) => changes.some(is));
    return changes.find(is).result.conversationDetails;
  }
}

/** A consumer in the widget. Elements are found by role, name and data attributes. */
class Consumer {
  constructor(page) {
    this.page = page;
  }

  async writes(text) {
    await this.page.getByRole("textbox", { name: "Message" }).fill(text);
  }

  async says(text) {
    await this.writes(text);
    await this.page.getByRole("button", { name: "Send" }).click();
  }

  /** Waits until a message of this sender is displayed. */
  async sees(from, text, state) {
    const mark = state ? `[data-state=${state}]` : "";
    await this.page.locator(`[part=message][data-from=${from}]${mark}`, { hasText: text }).waitFor();
  }

  /** Waits until some text is displayed anywhere in the chat. */
  async reads(text) {
    await this.page.getByText(text).first().waitFor();
  }

  async ends() {
    await this.page.getByRole("button", { name: "Menu" }).click();
    await this.page.getByRole("menuitem", { name: "End conversation" }).click();
    await this.page.getByRole("button", { name: "End conversation" }).click();
  }
}

/** Rejects if the promise does not settle within the timeout. */
async function within(words, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited for ${words}`)), TIMEOUT);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
