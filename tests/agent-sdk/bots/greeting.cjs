// Like the SDK's greeting bot: it accepts no rings, joins every open conversation as a manager, and
// sends a welcome.
"use strict";

const agent = require("./connect.cjs")();
const known = new Set();

agent.on("connected", () => {
  agent.setAgentState({ availability: "AWAY" });
  agent.subscribeExConversations({ convState: ["OPEN"] });
});

agent.on("cqm.ExConversationChangeNotification", ({ changes }) => {
  for (const { type, result } of changes) {
    if (type === "DELETE") known.delete(result.convId);
    if (type !== "UPSERT" || known.has(result.convId)) continue;
    known.add(result.convId);
    if (result.conversationDetails.participants.some(({ id }) => id === agent.agentId)) continue;
    const conversationField = [{ field: "ParticipantsChange", type: "ADD", role: "MANAGER" }];
    agent.updateConversationField({ conversationId: result.convId, conversationField }, () => {
      const event = { type: "ContentEvent", contentType: "text/plain", message: "Welcome from the bot" };
      agent.publishEvent({ dialogId: result.convId, event });
    });
  }
});
