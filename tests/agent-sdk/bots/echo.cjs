// Like the SDK's agent bot: it goes online, accepts every ring, requests the consumer's profile,
// and reads and repeats every unread message.
"use strict";

const agent = require("./connect.cjs")();
const mine = new Set();

const say = (dialogId, message) =>
  agent.publishEvent({ dialogId, event: { type: "ContentEvent", contentType: "text/plain", message } });

agent.on("connected", () => {
  agent.setAgentState({ availability: "ONLINE" });
  agent.subscribeExConversations({ agentIds: [agent.agentId], convState: ["OPEN"] });
  agent.subscribeRoutingTasks({});
});

agent.on("routing.RoutingTaskNotification", ({ changes }) => {
  const rings = changes.filter(({ type }) => type === "UPSERT").flatMap(({ result }) => result.ringsDetails);
  for (const { ringId, ringState } of rings) {
    if (ringState === "WAITING") agent.updateRingState({ ringId, ringState: "ACCEPTED" });
  }
});

agent.on("cqm.ExConversationChangeNotification", ({ changes }) => {
  for (const { type, result } of changes) {
    if (type === "DELETE") mine.delete(result.convId);
    if (type !== "UPSERT" || mine.has(result.convId)) continue;
    mine.add(result.convId);
    const { id } = result.conversationDetails.participants.find(({ role }) => role === "CONSUMER");
    agent.getUserProfile(id, (error, profile) => say(result.convId, `I see ${JSON.stringify(error ?? profile)}`));
    agent.subscribeMessagingEvents({ dialogId: result.convId });
  }
});

agent.on("ms.MessagingEventNotification", ({ dialogId, changes }) => {
  if (!mine.has(dialogId)) return;
  const unread = new Map();
  for (const { event, sequence, originatorId } of changes) {
    if (event.type === "ContentEvent" && originatorId !== agent.agentId) unread.set(sequence, event.message);
    if (event.type === "AcceptStatusEvent" && originatorId === agent.agentId) {
      for (const read of event.sequenceList) unread.delete(read);
    }
  }
  for (const [sequence, message] of unread) {
    agent.publishEvent({ dialogId, event: { type: "AcceptStatusEvent", status: "READ", sequenceList: [sequence] } });
    say(dialogId, `You said: ${message}`);
  }
});
