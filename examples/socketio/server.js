// A comparison for tawar: a usual Socket.IO chat, as fast as it can be without losing guarantees. One process; every message
// is committed by its own INSERT before it is acked or delivered; a room's messages are delivered in the order of seq.
//
//   npm ci && DATABASE_URL=postgres://… PORT=0 node server.js
//
// PG_POOL: connections. Prints "listening on http://127.0.0.1:PORT" when it is ready.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import express from "express";
import pg from "pg";
import { Server } from "socket.io";

const pool = new pg.Pool(database(process.env.DATABASE_URL, Number(process.env.PG_POOL ?? 8)));
await pool.query(`create table if not exists baseline_socketio (
  room uuid not null, seq bigint not null, id uuid not null, sender uuid not null,
  body text not null, at timestamptz not null, primary key (room, seq))`);

const app = express();
app.get("/health", (_, answer) => answer.send("ok"));
const http = createServer(app);
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, httpCompression: false });

const epoch = randomUUID();
const rooms = new Map();

function roomOf(id) {
  let room = rooms.get(id);
  if (!room) rooms.set(id, (room = { seq: 0, loaded: null, tail: Promise.resolve() }));
  room.loaded ??= pool
    .query("select coalesce(max(seq), 0) as seq from baseline_socketio where room = $1", [id])
    .then(({ rows }) => { room.seq = Number(rows[0].seq); });
  return room;
}

const insert = {
  name: "insert_message",
  text: "insert into baseline_socketio (room, seq, id, sender, body, at) values ($1, $2, $3, $4, $5, $6)",
};

io.on("connection", (socket) => {
  const sender = socket.handshake.query.as;

  socket.on("join", async ({ room: id }) => {
    const room = roomOf(id);
    await room.loaded;
    socket.join(id);
    socket.emit("joined", { room: id, epoch, seq: room.seq, resumed: false });
  });

  socket.on("send", ({ room: id, id: message, text }, acknowledge) => {
    const room = rooms.get(id);
    if (!room || !socket.rooms.has(id)) return acknowledge({ type: "error", id: message, code: "not_found" });
    const seq = (room.seq += 1);
    const at = new Date();
    const committed = pool.query({ ...insert, values: [id, seq, message, sender, text, at] });
    // Inserts run concurrently; delivery waits for the messages before.
    room.tail = room.tail.then(() => committed).then(
      () => {
        acknowledge({ room: id, id: message, seq, at });
        io.to(id).emit("message", { room: id, seq, id: message, sender, kind: "text", text, at });
      },
      (error) => {
        console.error(error.message);
        acknowledge({ type: "error", id: message, code: "unavailable" });
      },
    );
  });
});

http.listen(Number(process.env.PORT ?? 0), "127.0.0.1", 4096, () => {
  console.log(`listening on http://127.0.0.1:${http.address().port}`);
});

// postgres://user@%2Fsocket%2Ffolder/name or postgres://user@host/name
function database(address, max) {
  const match = /^postgres(?:ql)?:\/\/([^@]*)@([^/?]*)\/([^?]*)(?:\?host=(.*))?$/.exec(address ?? "");
  if (!match) throw new Error("DATABASE_URL could not be parsed");
  const [, user, host, name, folder] = match;
  const [login, password] = user.split(":");
  const [server, port] = decodeURIComponent(host).split(":");
  return { user: login, password, host: folder ? decodeURIComponent(folder) : server, port: Number(port ?? 5432), database: name, max };
}
