// The unmodified SDK, configured as its published examples are, by LP_ACCOUNT,
// LP_USER, LP_PASS (or LP_KEY, for every part of an app key) and LP_CSDS. Whoever started us hears every frame.
"use strict";

const { subscribe } = require("node:diagnostics_channel");
const { Agent } = require(process.env.HAILER_AGENT_SDK);

const KEY = ["appKey", "secret", "accessToken", "accessTokenSecret"];

const tell = (what) => process.connected && process.send(what);

// Login and refresh go by HTTP, and the SDK says nothing of those that succeed.
subscribe("http.client.response.finish", ({ request, response }) => {
  const body = { path: request.path, status: response.statusCode };
  tell({ event: "rest", body, frame: `= ${request.method} ${body.path} ${body.status}` });
});

module.exports = function connect() {
  const agent = new Agent({
    accountId: process.env.LP_ACCOUNT,
    username: process.env.LP_USER,
    password: process.env.LP_PASS,
    ...Object.fromEntries(KEY.map((part) => [part, process.env.LP_KEY])),
    csdsDomain: process.env.LP_CSDS,
    refreshSessionInterval: Number(process.env.LP_REFRESH_MS),
  });
  agent.on("message:sent", (frame) => tell({ frame: `> ${JSON.stringify(frame)}` }));
  agent.on("connected", () => {
    // Each connection has a socket of its own; the SDK rewrites what it passes on.
    agent.transport.ws.on("message", (text) => tell({ frame: `< ${text}` }));
    tell({ frame: "= connected" });
  });
  agent.on("closed", () => tell({ frame: "= closed" }));
  agent.on("error", (error) => tell({ frame: `= error: ${error.message}` }));
  return agent;
};
