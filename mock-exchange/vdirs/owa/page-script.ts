// The one script of OWA's pages: it waits on the notification channel and, when mail comes, takes the list and the folders
// anew from the server. Everything works without it.

import type { PageResource } from '../web/resources.ts'

const script = `'use strict';
(() => {
  const refresh = async () => {
    const answer = await fetch(location.href, { credentials: 'same-origin' });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of ['folders', 'messages']) {
      const old = document.getElementById(id);
      const fresh = page.getElementById(id);
      if (old && fresh) old.replaceWith(document.adoptNode(fresh));
    }
  };
  const listen = async () => {
    const answer = await fetch('/owa/ev.owa2?ns=PendingRequest&ev=PendingNotificationRequest&UA=0', {
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
      credentials: 'same-origin',
    });
    if (answer.status === 440) { location.reload(); return; }
    if (!answer.ok) return;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value.includes('Notification')) await refresh();
    }
  };
  const run = async () => {
    let pause = 1000;
    for (;;) {
      const began = Date.now();
      try { await listen(); } catch {}
      // A channel that ends at once would be asked for without end.
      pause = Date.now() - began > 5000 ? 0 : Math.min(2 * pause + 1000, 60000);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  if (document.getElementById('messages')) run();
})();
`

export const pageScript: PageResource = { name: 'scripts/pages.js', type: 'application/javascript', text: script }
