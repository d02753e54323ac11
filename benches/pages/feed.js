/*
 * A minimal client of the protocol for a list: a token, InitConnection, the conversation, its
 * history, and new messages. Both baseline pages use it, so that they differ only in rendering.
 */
const ACCOUNT = "12345678";
const query = new URLSearchParams(location.search);
const service = query.get("service");
export const token = query.get("token");

/** Opens a socket. `ask(type, body)` resolves with the response's body. `onEvents` gets every batch of events. */
export function connect(onEvents = () => {}) {
  const socket = new WebSocket(`${service.replace("http", "ws")}/ws_api/account/${ACCOUNT}/messaging/consumer?v=3`);
  const asked = new Map();
  let requests = 0;
  const ask = (type, body = {}, headers) =>
    new Promise((resolve) => {
      const id = String(++requests);
      asked.set(id, resolve);
      socket.send(JSON.stringify({ kind: "req", id, type, body, headers }));
    });
  socket.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.kind === "resp") asked.get(frame.reqId)?.(frame.body);
    else if (frame.type.endsWith("MessagingEventNotification")) onEvents(frame.body.changes);
  });
  return new Promise((resolve) => {
    socket.addEventListener("open", async () => {
      await ask("InitConnection", {}, [{ type: ".ams.headers.ConsumerAuthentication", jwt: token }]);
      resolve(ask);
    });
  });
}

/** Passes on the messages of the open conversation: first the history, then each new one. */
export async function feed(onMessages) {
  const ask = await connect((events) => {
    const isMessage = (event) => event.event.type === "ContentEvent";
    onMessages(events.filter(isMessage).map(toMessage));
  });
  // A consumer has at most one open conversation. The request returns it.
  const { conversationId } = await ask("cm.ConsumerRequestConversation");
  await ask("ms.SubscribeMessagingEvents", { dialogId: conversationId, fromSeq: 0 });
}

const toMessage = ({ originatorMetadata, serverTimestamp, event }) => ({
  from: originatorMetadata.role === "CONSUMER" ? "consumer" : "agent",
  text: event.message,
  at: serverTimestamp,
});

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/** Creates the elements of a message: a bubble with text and time. */
export function bubble({ from, text, at }) {
  const article = document.createElement("article");
  article.className = `message message--${from}`;
  article.setAttribute("part", "message");
  const box = document.createElement("div");
  box.className = "message__bubble";
  const words = document.createElement("p");
  words.className = "message__text";
  words.textContent = text;
  const time = document.createElement("time");
  time.className = "message__time";
  time.textContent = clock.format(at);
  box.append(words);
  article.append(box, time);
  return article;
}
