/** Settings of the Node-RED that a bench starts: no editor, no telemetry, nothing to install; it tells its parent what it stored. */
const pg = require('pg');
const { from: copyFrom } = require('pg-copy-streams');

const reportEveryMs = 5;

let isConnected = false;
let stored = 0;
let reported = '';

// Not a message each: telling must not cost what is measured.
setInterval(() => {
  const report = `${isConnected} ${stored}`;
  if (report === reported || !process.connected) return;
  reported = report;
  process.send({ isConnected, stored, cpu: process.cpuUsage() });
}, reportEveryMs).unref();

module.exports = {
  uiHost: '127.0.0.1',
  uiPort: Number(process.env.PORT),
  disableEditor: true,
  httpAdminRoot: false,
  httpNodeRoot: false,
  flowFile: 'flows.json',
  telemetry: { enabled: false },
  logging: { console: { level: 'warn', metrics: false, audit: false } },
  externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
  functionExternalModules: false,
  // How function nodes come to modules; the database is told by PGHOST, PGUSER and PGDATABASE.
  functionGlobalContext: {
    pg,
    copyFrom,
    onConnected: () => {
      isConnected = true;
    },
    onStored: (readings) => {
      stored += readings;
    },
  },
};
