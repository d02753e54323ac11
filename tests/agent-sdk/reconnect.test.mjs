// The SDK's way back after the connection or the service was lost.
import assert from "node:assert/strict";
import { journey } from "./stage.mjs";

journey("a login is kept alive with its cookie", async (stage) => {
  const anna = await stage.agent("anna", { LP_REFRESH_MS: "50" });
  for (let times = 0; times < 2; times += 1) {
    const { status } = await anna.hears("rest", ({ path }) => path.includes("/refresh"));
    assert.equal(status, 200);
  }
});

journey("a conversation goes on after the service died and came back", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("Before");
  await stage.killService();
  await anna.hears("closed");
  await stage.startService();
  // A new login, as bearers end with the service.
  await anna.asks("reconnect");
  await anna.hears("connected");
  await anna.goesOnline();
  const isThere = ({ changes }) => changes.some(({ result }) => result.convId === conversationId);
  await anna.hears("cqm.ExConversationChangeNotification", isThere);
  await anna.asks("subscribeMessagingEvents", { dialogId: conversationId });
  await anna.hearsConsumer("ContentEvent", ({ message }) => message === "Before");
  await anna.says(conversationId, "Back again");
  await consumer.sees("agent", "Back again");
  await consumer.says("After");
  await anna.hearsConsumer("ContentEvent", ({ message }) => message === "After");
});

journey("a new socket with the old bearer hears what came meanwhile", async (stage) => {
  const { anna, consumer, conversationId } = await stage.begins("First");
  // First the end of the old one: heard after the beginning of the new, the SDK takes it for that one's.
  await anna.asks("loseConnection");
  await anna.hears("closed");
  await anna.asks("reconnect", true);
  await anna.hears("connected");
  await consumer.says("Second");
  await anna.asks("subscribeMessagingEvents", { dialogId: conversationId });
  await anna.hearsConsumer("ContentEvent", ({ message }) => message === "Second");
});
