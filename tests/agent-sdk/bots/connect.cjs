// The unmodified SDK, configured as its published examples are, by LP_ACCOUNT,
// LP_USER, LP_PASS and LP_CSDS. Whoever started us hears every frame.
"use strict";

const { Agent } = require(process.env.HAILER_AGENT_SDK);

const tell = (what) => process.connected && process.send(what);

module.exports = function connect() {
  const agent = new Agent({
    accountId: process.env.LP_ACCOUNT,
    username: process.env.LP_USER,
    password: process.env.LP_PASS,
    csdsDomain: process.env.LP_CSDS,
  });
  agent.on("message:sent", (frame) => tell({ frame: `> ${JSON.stringify(frame)}` }));
  agent.on("connected", () => {
    // Each connection has a socket of its own; the SDK rewrites what it passes on.
    agent.transport.ws.on("message", (text) => tell({ frame: `< ${text}` }));
    tell({ frame: "= connected" });
  });
  agent.on("closed", () => tell({ frame: "= closed" }));
  agent.on("error", (error) => tell({ frame: `= error ${error.message}` }));
  return agent;
};
