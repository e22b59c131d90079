// A minimal store in IndexedDB. Where that is unavailable (private windows), the entries exist as long as the page.

const NAME = "tawar";
const SHELF = "outbox";

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

let opening = null;

function open() {
  opening ??= new Promise((resolve) => {
    let request;
    try {
      request = indexedDB.open(NAME, 1);
    } catch {
      resolve(null);
      return;
    }
    request.onupgradeneeded = () => {
      request.result.createObjectStore(SHELF, { keyPath: "id" }).createIndex("place", "place");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
  });
  return opening;
}

const memory = new Map();

async function shelf(mode, work, instead) {
  const db = await open();
  if (!db) return instead();
  try {
    return await done(work(db.transaction(SHELF, mode).objectStore(SHELF)));
  } catch {
    return instead();
  }
}

export const keep = (entry) => shelf("readwrite", (s) => s.put(entry), () => { memory.set(entry.id, entry); });

export const drop = (id) => {
  memory.delete(id);
  return shelf("readwrite", (s) => s.delete(id), () => {});
};

/** All entries of a room, oldest first; without a room, all entries. */
export async function kept(place) {
  const rows = await shelf("readonly", (s) => (place ? s.index("place").getAll(place) : s.getAll()), () => []);
  const late = [...memory.values()].filter((entry) => !place || entry.place === place);
  return [...rows, ...late].sort((a, b) => a.at - b.at);
}
