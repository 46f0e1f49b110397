/**
 * Runs in the page before its own code, which is why it is text: this program knows nothing of a page's globals. It holds
 * back what the live stream says until it is asked to feed it, in the pieces in which a network brings it, and times how
 * long the page takes to show something: scripts, styles and layout, not the wait for the next frame of the screen.
 */
export const PROBE = String.raw`
(() => {
  const real = window.fetch;
  let page;
  let told;
  const probe = { ready: new Promise((resolve) => { told = resolve; }) };
  window.fetch = async (request) => {
    const answer = await real(request);
    if (!new URL(request.url).pathname.endsWith('/live')) return answer;
    const text = await answer.text();
    probe.whole = text.split('\n\n').find((event) => event.includes('event: change')) + '\n\n';
    told();
    const body = new ReadableStream({ start: (controller) => { page = controller; } });
    return new Response(body, { headers: answer.headers });
  };
  probe.feed = (text) => {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += 65536) page.enqueue(bytes.slice(at, at + 65536));
  };
  probe.time = (act, isShown) => new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isShown()) return;
      observer.disconnect();
      document.body.getBoundingClientRect();
      resolve(performance.now() - began);
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const began = performance.now();
    act();
  });
  window.probe = probe;
})();
`;
