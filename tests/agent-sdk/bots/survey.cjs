// Like the SDK's survey bot: it waits for survey dialogs of its own app, joins them, asks until it
// gets a valid answer, and closes the dialog as completed.
"use strict";

const agent = require("./connect.cjs")();
/** The conversations of the open surveys, by dialog. */
const surveys = new Map();
const ABOUT = { surveyId: "1", provider: "External" };

const say = (dialogId, message, metadata, then) => {
  const event = { type: "ContentEvent", contentType: "text/plain", message };
  agent.publishEvent({ dialogId, event }, null, metadata, then);
};

const ask = (dialogId) => say(dialogId, "How did we do, from 1 to 5?", [{ type: "Question", id: "1", ...ABOUT }]);

const update = (conversationId, field, metadata, then) =>
  agent.updateConversationField({ conversationId, conversationField: [field] }, null, metadata, then);

agent.on("connected", () => {
  agent.setAgentState({ availability: "ONLINE" });
  agent.subscribeExConversations({ stage: ["OPEN"] });
});

agent.on("cqm.ExConversationChangeNotification", ({ changes }) => {
  for (const { type, result } of changes) {
    const dialog = result.conversationDetails.dialogs.find(({ dialogType }) => dialogType === "POST_SURVEY");
    if (!dialog || dialog.metaData?.appInstallId !== process.env.APP_INST) continue;
    if (type === "DELETE") surveys.delete(dialog.dialogId);
    else if (!surveys.has(dialog.dialogId)) begin(result.convId, dialog.dialogId);
  }
});

function begin(conversationId, dialogId) {
  surveys.set(dialogId, conversationId);
  const join = { dialogId, field: "ParticipantsChange", type: "ADD", role: "AGENT" };
  update(conversationId, join, undefined, () => {
    const which = [{ type: "Survey", id: "1", revision: "1.0", provider: "External" }];
    update(conversationId, { field: "DialogChange", type: "UPDATE", dialog: { dialogId } }, which, () => ask(dialogId));
  });
  agent.subscribeMessagingEvents({ dialogId });
}

agent.on("ms.MessagingEventNotification", ({ dialogId, changes }) => {
  if (!surveys.has(dialogId)) return;
  for (const { event, sequence, originatorId, conversationId } of changes) {
    if (event.type !== "ContentEvent" || originatorId === agent.agentId) continue;
    const read = { type: "AcceptStatusEvent", status: "READ", sequenceList: [sequence] };
    agent.publishEvent({ conversationId, dialogId, event: read });
    if (/^[1-5]$/.test(event.message)) end(dialogId);
    else retry(dialogId, sequence);
  }
});

function retry(dialogId, sequence) {
  const invalid = { type: "AcceptStatusEvent", status: "ENRICH", sequenceList: [sequence] };
  agent.publishEvent({ dialogId, event: invalid }, null, [{ type: "InvalidAnswer", questionId: "1", ...ABOUT }]);
  say(dialogId, "A number from 1 to 5, please.");
}

function end(dialogId) {
  const dialog = { dialogId, state: "CLOSE", closedBy: "AGENT", closedCause: "Completed" };
  say(dialogId, "Thank you and goodbye", undefined, () =>
    update(surveys.get(dialogId), { field: "DialogChange", type: "UPDATE", dialog }),
  );
}
