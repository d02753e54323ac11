// The bots that the SDK publishes as examples, talking to people in the widget.
import { journey } from "./stage.mjs";

journey("the greeting bot joins every conversation and says welcome", async (stage) => {
  stage.bot("greeting", "carla");
  const consumer = await stage.consumer();
  await consumer.says("Hello?");
  await consumer.sees("agent", "Welcome from the bot");
});

journey("the agent bot takes what rings, knows who asks, reads and repeats", async (stage) => {
  stage.bot("echo", "anna");
  const consumer = await stage.consumer();
  await consumer.says("Is this on?");
  await consumer.sees("agent", "I see");
  await consumer.sees("agent", "You said: Is this on?");
  await consumer.sees("consumer", "Is this on?", "read");
  await consumer.says("It is");
  await consumer.sees("agent", "You said: It is");
});
