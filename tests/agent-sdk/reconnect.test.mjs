// The SDK's reconnect after the connection or the service was lost.
import assert from "node:assert/strict";
import { journey } from "./stage.mjs";

journey("a login is refreshed with its cookie", async (stage) => {
  const anna = await stage.agent("anna", { LP_REFRESH_MS: "50" });
  for (let times = 0; times < 2; times += 1) {
    const { status } = await anna.receives("rest", ({ path }) => path.includes("/refresh"));
    assert.equal(status, 200);
  }
});

journey("a conversation continues after the service was restarted", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("Before");
  await stage.killService();
  await anna.receives("closed");
  await stage.startService();
  // Reconnects with a new login.
  await anna.asks("reconnect");
  await anna.receives("connected");
  await anna.goesOnline();
  const isThere = ({ changes }) => changes.some(({ result }) => result.convId === conversationId);
  await anna.receives("cqm.ExConversationChangeNotification", isThere);
  await anna.asks("subscribeMessagingEvents", { dialogId: conversationId });
  await anna.receivesFromConsumer("ContentEvent", ({ message }) => message === "Before");
  await anna.says(conversationId, "Back again");
  await consumer.sees("agent", "Back again");
  await consumer.says("After");
  await anna.receivesFromConsumer("ContentEvent", ({ message }) => message === "After");
});

journey("a new socket with the old bearer receives missed messages", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("First");
  // Wait for the old socket's close first. If it comes after the new socket is open, the SDK
  // attributes it to the new one.
  await anna.asks("loseConnection");
  await anna.receives("closed");
  await anna.asks("reconnect", true);
  await anna.receives("connected");
  await consumer.says("Second");
  await anna.asks("subscribeMessagingEvents", { dialogId: conversationId });
  await anna.receivesFromConsumer("ContentEvent", ({ message }) => message === "Second");
});
