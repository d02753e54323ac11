// Every request of the SDK, in conversations with the widget.
import assert from "node:assert/strict";
import { journey, said } from "./stage.mjs";

const LEAVE = { field: "ParticipantsChange", type: "REMOVE", role: "ASSIGNED_AGENT" };

journey("an agent goes online and is notified of it", async (stage) => {
  const anna = await stage.agent("anna");
  assert.deepEqual([typeof anna.agentId, anna.userId], ["string", "777"]);
  const { currentTime } = await anna.asks("getClock", {});
  assert.ok(Math.abs(currentTime - Date.now()) < 60_000);
  const { subscriptionId } = await anna.asks("subscribeAgentsState", {});
  assert.equal(await anna.asks("setAgentState", { availability: "ONLINE" }), "Agent state updated successfully");
  const isOnline = ({ changes }) => changes[0].result.availability === "ONLINE";
  const told = await anna.receives("routing.AgentStateNotification", isOnline);
  assert.deepEqual([told.subscriptionId, told.changes[0].result.channels], [subscriptionId, ["MESSAGING"]]);
  await anna.asks("subscribeRoutingTasks", {});
  const rings = await anna.receives("routing.RoutingTaskNotification");
  assert.deepEqual(rings.changes, [], "nothing rings yet");
  await anna.isRefused("setAgentState", { availability: "ASLEEP" });
});

journey(
  "a wrong password is refused",
  async (stage) => {
    const zoe = stage.stranger("anna", { LP_PASS: "ben" });
    await zoe.receives("error");
  },
  { errors: 1 },
);

journey("a bot logs in with its app key", async (stage) => {
  // Without an app key in the agents file, the password is used for each part.
  const bot = await stage.agent("anna", { LP_PASS: "", LP_KEY: "anna" });
  assert.equal(bot.userId, "777");
});

journey("messages, receipts and typing go both ways", async (stage) => {
  const { anna, consumer, conversationId, consumerId, skillId, first } = await stage.begins("Hello?");
  assert.equal(skillId, "-1");
  // The SDK's documents send the bare id, and expect a list.
  assert.deepEqual(await anna.asks("getUserProfile", consumerId), []);
  const marks = (status) => ({ type: "AcceptStatusEvent", status, sequenceList: [first.sequence] });
  await anna.asks("publishEvent", { dialogId: conversationId, event: marks("ACCEPT") });
  await consumer.sees("consumer", "Hello?", "delivered");
  await anna.asks("publishEvent", { dialogId: conversationId, event: marks("READ") });
  await consumer.sees("consumer", "Hello?", "read");
  assert.deepEqual(await anna.is(conversationId, "COMPOSING"), { sequence: 0 });
  await consumer.reads("Anna is typing");
  const { sequence } = await anna.says(conversationId, "Good morning");
  await consumer.sees("agent", "Good morning");
  const isRead = ({ status, sequenceList }) => status === "READ" && sequenceList.includes(sequence);
  await anna.receivesFromConsumer("AcceptStatusEvent", isRead);
  await consumer.writes("I have a");
  await anna.receivesFromConsumer("ChatStateEvent", ({ chatState }) => chatState === "COMPOSING");
  await consumer.says("I have a question");
  await anna.receivesFromConsumer("ContentEvent", ({ message }) => message === "I have a question");
});

journey("an agent sends a conversation back to the queue and accepts it again", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("Hello?");
  assert.equal(await anna.updates(conversationId, LEAVE), "OK Agent removed successfully");
  await anna.loses(conversationId);
  assert.equal((await anna.acceptsRing()).conversationId, conversationId);
  await anna.says(conversationId, "Here again");
  await consumer.sees("agent", "Here again");
});

journey("a transfer to a skill rings another agent, who continues", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("My parcel?");
  await anna.asks("setAgentState", { availability: "AWAY" });
  const ben = await stage.agent("ben");
  await ben.goesOnline();
  const skill = { field: "Skill", type: "UPDATE", skill: "3848332110" };
  assert.equal(await anna.updates(conversationId, skill, LEAVE), "OK Agent removed successfully");
  await anna.loses(conversationId);
  const ring = await ben.acceptsRing();
  assert.deepEqual([ring.conversationId, ring.skillId], [conversationId, "3848332110"]);
  await ben.asks("subscribeMessagingEvents", { dialogId: conversationId });
  await ben.receivesFromConsumer("ContentEvent", ({ message }) => message === "My parcel?");
  await ben.says(conversationId, "Ben here");
  await consumer.sees("agent", "Ben here");
});

journey("a transfer to an agent rings only that agent", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("Anybody else?");
  const ben = await stage.agent("ben");
  await ben.goesOnline();
  const suggest = { field: "ParticipantsChange", type: "SUGGEST", userId: ben.agentId, role: "ASSIGNED_AGENT" };
  assert.equal(await anna.updates(conversationId, suggest, LEAVE), "OK Agent removed successfully");
  assert.equal((await ben.acceptsRing()).conversationId, conversationId);
  await ben.says(conversationId, "It is Ben now");
  await consumer.sees("agent", "It is Ben now");
});

journey("a manager sees every conversation, joins one, and can send messages to agents only", async (stage) => {
  const carla = await stage.agent("carla");
  const { subscriptionId } = await carla.asks("subscribeExConversations", { convState: ["OPEN"] });
  const { anna, consumer, conversationId } = await stage.begins("Is anybody here?");
  await carla.receives("cqm.ExConversationChangeNotification", ({ changes }) =>
    changes.some(({ result }) => result.convId === conversationId),
  );
  await carla.isRefused("publishEvent", said(conversationId, "Not yet"));
  const join = { field: "ParticipantsChange", type: "ADD", role: "MANAGER" };
  assert.equal(await carla.updates(conversationId, join), "OK Agent added successfully");
  const among = { ...said(conversationId, "Ask for the number"), messageAudience: "AGENTS_AND_MANAGERS" };
  await carla.asks("publishEvent", among);
  const { changes } = await anna.receives("ms.MessagingEventNotification", ({ changes }) =>
    changes.some(({ event }) => event.message === "Ask for the number"),
  );
  assert.equal(changes[0].messageAudience, "AGENTS_AND_MANAGERS");
  await carla.says(conversationId, "Which number is it?");
  await consumer.sees("agent", "Which number is it?");
  assert.equal(await consumer.page.getByText("Ask for the number").count(), 0);
  await carla.asks("unsubscribeExConversations", { subscriptionId });
});

journey("an agent writes first, after an earlier conversation", async (stage) => {
  const { anna, consumer, conversationId, consumerId } = await stage.begins("Will you tell me?");
  const close = { field: "ConversationStateField", conversationState: "CLOSE" };
  await anna.updates(conversationId, close);
  const context = { type: "ProactiveContext", originConversationId: conversationId };
  const asked = { consumerId, conversationContext: context };
  const { conversationId: next } = await anna.asks("agentRequestConversation", asked);
  assert.notEqual(next, conversationId);
  await anna.says(next, "It has come");
  await consumer.sees("agent", "It has come");
});

journey("an agent's list shows rich content as the last message", async (stage) => {
  const { anna, conversationId } = await stage.begins("Show me");
  const content = { type: "vertical", elements: [{ type: "text", text: "A card" }] };
  await anna.asks("publishEvent", { dialogId: conversationId, event: { type: "RichContentEvent", content } });
  const isCard = ({ result }) => result.lastContentEventNotification?.event.type === "RichContentEvent";
  const { changes } = await anna.receives("cqm.ExConversationChangeNotification", ({ changes }) => changes.some(isCard));
  const { participants, __myRole } = changes.find(isCard).result.conversationDetails;
  assert.equal(__myRole, "ASSIGNED_AGENT");
  assert.equal(participants.find(({ role }) => role === "ASSIGNED_AGENT").id, anna.agentId);
});

journey("an agent sends a file, and it can be fetched", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("A picture, please");
  const bytes = new Uint8Array([137, 80, 78, 71]);
  const address = ({ relativePath, queryParams }) =>
    `http://${stage.host}${relativePath}?${new URLSearchParams(queryParams)}`;
  const place = await anna.asks("generateURLForUploadFile", { fileSize: bytes.length, fileType: "PNG" });
  const put = await fetch(address(place), { method: "PUT", body: bytes });
  assert.equal(put.status, 201);
  const { relativePath } = place;
  const message = { caption: "Here", relativePath, fileType: "PNG", preview: "data:image/png;base64,iVBORw==" };
  const event = { type: "ContentEvent", contentType: "hosted/file", message };
  await anna.asks("publishEvent", { dialogId: conversationId, event });
  await consumer.page.locator("[part=message][data-from=agent]").waitFor();
  const fetched = await fetch(address(await anna.asks("generateURLForDownloadFile", { relativePath })));
  assert.deepEqual(new Uint8Array(await fetched.arrayBuffer()), bytes);
});

journey("an agent closes the conversation", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("That was all");
  const close = { field: "ConversationStateField", conversationState: "CLOSE" };
  assert.equal(await anna.updates(conversationId, close), "OK Conversation resolved successfully");
  assert.equal((await anna.loses(conversationId)).closeReason, "AGENT");
  await consumer.reads("Anna ended the conversation");
  await anna.isRefused("updateConversationField", { conversationId, conversationField: [close] });
});

journey("the consumer closes the conversation, and the agent is notified", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("Never mind");
  await consumer.ends();
  const { state, closeReason } = await anna.loses(conversationId);
  assert.deepEqual([state, closeReason], ["CLOSE", "CONSUMER"]);
});
