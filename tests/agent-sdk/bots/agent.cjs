// An agent that a test controls: it calls the methods that the test sends, and reports every event.
"use strict";

const agent = require("./connect.cjs")();

const EVENTS = [
  "connected",
  "closed",
  "error",
  "routing.RoutingTaskNotification",
  "routing.AgentStateNotification",
  "cqm.ExConversationChangeNotification",
  "ms.MessagingEventNotification",
];

for (const event of EVENTS) {
  agent.on(event, (body) => process.send({ event, body: body instanceof Error ? { message: body.message } : body }));
}
// An event with another name is one that the SDK did not understand.
agent.on("notification", ({ type }) => {
  if (!EVENTS.includes(type)) process.send({ frame: `= error: a notification of type ${type}` });
});

process.on("message", ({ number, call, given }) => {
  if (call === "who") {
    process.send({ number, answer: { agentId: agent.agentId, userId: agent.userId } });
  } else if (call === "loseConnection") {
    agent.transport.ws.terminate();
    process.send({ number });
  } else if (call === "reconnect") {
    agent.reconnect(...given);
    process.send({ number });
  } else {
    agent[call](...given, (error, answer) => process.send({ number, answer, error: error && (error.body ?? error.message) }));
  }
});
