// The SDK's example bots, chatting with consumers in the widget.
import assert from "node:assert/strict";
import { journey } from "./stage.mjs";

journey("the greeting bot joins every conversation and says welcome", async (stage) => {
  stage.bot("greeting", "carla");
  const consumer = await stage.consumer();
  await consumer.says("Hello?");
  await consumer.sees("agent", "Welcome from the bot");
});

journey("the agent bot accepts rings, requests profiles, reads and repeats messages", async (stage) => {
  stage.bot("echo", "anna");
  const consumer = await stage.consumer();
  await consumer.says("Is this on?");
  await consumer.sees("agent", "I see");
  await consumer.sees("agent", "You said: Is this on?");
  await consumer.sees("consumer", "Is this on?", "read");
  await consumer.says("It is");
  await consumer.sees("agent", "You said: It is");
});

journey(
  "the survey bot asks after the main dialog, until it is answered, and ends the conversation",
  async (stage) => {
    stage.bot("survey", "carla", { APP_INST: "app-1" });
    const { anna, consumer, conversationId } = await stage.begins("Thank you, that was all");
    const dialog = { dialogId: conversationId, state: "CLOSE" };
    await anna.updates(conversationId, { field: "DialogChange", type: "UPDATE", dialog });
    assert.equal((await anna.loses(conversationId)).stage, "OPEN");
    await consumer.sees("agent", "How did we do, from 1 to 5?");
    await consumer.says("Well enough");
    await consumer.sees("agent", "A number from 1 to 5, please.");
    await consumer.sees("consumer", "Well enough", "read");
    await consumer.says("4");
    await consumer.sees("agent", "Thank you and goodbye");
    await consumer.reads("ended the conversation");
  },
  { flags: ["--survey", "app-1"] },
);
