// News of changes, as ids and revisions: server-sent events, read by fetch since they need the session in a header.
// Where no stream can be had, the same is asked for now and then.

const EVERY = 20000;
const PAUSES = [1000, 2000, 5000, 10000, 30000];
const SILENT = 60000;

// `gone` is called where it is not open to this viewer any more; then nothing is asked again.
export async function follow(ask, heard, gone) {
  let last = "";
  let failed = 0;
  for (;;) {
    await visible();
    const stop = new AbortController();
    const hide = () => document.hidden && stop.abort();
    document.addEventListener("visibilitychange", hide);
    try {
      const headers = { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) };
      const answer = await ask("/embed/events", { headers, signal: stop.signal });
      if (answer.ok && answer.body) {
        failed = 0;
        await read(answer.body, stop, (event) => {
          last = event.id || last;
          heard(event.data);
        });
        await rest(PAUSES[0]);
      } else if (answer.status === 403 || answer.status === 404) return gone();
      else {
        await rest(EVERY);
        const state = await ask("/embed/state");
        if (state.ok) heard(await state.json());
      }
    } catch (error) {
      if (error?.refused) return gone();
      if (!stop.signal.aborted) await rest(PAUSES[Math.min(failed++, PAUSES.length - 1)]);
    } finally {
      document.removeEventListener("visibilitychange", hide);
      stop.abort();
    }
  }
}

// Events as HTML's "server-sent events" writes them, of one kind; comments are the heartbeat.
async function read(body, stop, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let kept = "";
  let timer = setTimeout(() => stop.abort(), SILENT);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), SILENT);
      const blocks = (kept + value).split("\n\n");
      kept = blocks.pop();
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split("\n").filter((line) => !line.startsWith(":")).map((line) => line.split(/: (.*)/s)));
        if (fields.data) heard({ id: fields.id ?? "", data: JSON.parse(fields.data) });
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const visible = () => new Promise((resolve) => {
  if (!document.hidden) return resolve();
  const seen = () => document.hidden || (document.removeEventListener("visibilitychange", seen), resolve());
  document.addEventListener("visibilitychange", seen);
});
