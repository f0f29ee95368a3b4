// What is asked of the server.
const TRIES = 20;

// An answer; a server that is busy says when to try again. `signal` stops asking, and the server with it. `silence` is said if
// there is no answer.
export async function ask(path, query, silence, signal) {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${path}?${new URLSearchParams(query)}`, { signal }).catch(() => { throw new Error(silence); });
    if (answer.ok) return answer;
    const later = Number(answer.headers.get("Retry-After"));
    if (later && tries < TRIES) await new Promise((done) => setTimeout(done, later * 1000));
    else {
      const { error, code } = await answer.json().catch(() => ({ error: answer.statusText }));
      throw Object.assign(new Error(error), { code, missing: answer.status === 404 });
    }
  }
}
