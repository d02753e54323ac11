// Connects the unmodified SDK, configured like its published examples by LP_ACCOUNT, LP_USER,
// LP_PASS (or LP_KEY, for every part of an app key) and LP_CSDS. Reports every frame to the parent
// process.
"use strict";

const { subscribe } = require("node:diagnostics_channel");
const { Agent } = require(process.env.HAILER_AGENT_SDK);

const KEY = ["appKey", "secret", "accessToken", "accessTokenSecret"];

const tell = (what) => process.connected && process.send(what);

// Login and refresh use HTTP. The SDK does not report successful requests, so they are observed
// here.
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
    // Each connection has its own socket. The frames are read from it, because the SDK rewrites
    // them.
    agent.transport.ws.on("message", (text) => tell({ frame: `< ${text}` }));
    tell({ frame: "= connected" });
  });
  agent.on("closed", () => tell({ frame: "= closed" }));
  agent.on("error", (error) => tell({ frame: `= error: ${error.message}` }));
  return agent;
};
