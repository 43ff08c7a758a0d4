"""Opens a dossier in headless Chromium: no error, no request, the map drawn, clicks answered, a clean print.

Usage: check.py CHROMIUM INDEX_HTML OUT_DIR. Prints one line of JSON with what was found. Chromium is driven over its
debugging pipe (file descriptors 3 and 4), so nothing but Python's own library is needed.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time


class Browser:
    def __init__(self, program, profile):
        to_read, self.to = os.pipe()
        self.back, back_write = os.pipe()
        # The two ends must not be 3 and 4 themselves before they are put there.
        low, high = os.dup(to_read), os.dup(back_write)
        command = f'exec "$0" "$@" 3<&{low} 4>&{high}'
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}",
                 "--no-first-run", "--hide-scrollbars", "--window-size=1280,900", "--disable-dev-shm-usage", "about:blank"]
        self.process = subprocess.Popen(["bash", "-c", command, program, *flags], pass_fds=[low, high], stderr=subprocess.DEVNULL)
        os.close(back_write)
        os.close(high)
        self.buffer, self.events, self.number = b"", [], 0

    def message(self):
        while b"\0" not in self.buffer:
            part = os.read(self.back, 1 << 20)
            if not part:
                raise EOFError("Chromium went away")
            self.buffer += part
        one, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(one)

    def ask(self, method, session=None, **params):
        self.number += 1
        asked = {"id": self.number, "method": method, "params": params}
        if session:
            asked["sessionId"] = session
        os.write(self.to, json.dumps(asked).encode() + b"\0")
        while True:
            got = self.message()
            if got.get("id") == self.number:
                if "error" in got:
                    raise RuntimeError(f"{method}: {got['error']}")
                return got["result"]
            self.events.append(got)


def main(program, page, out):
    profile = tempfile.mkdtemp()
    browser = Browser(program, profile)
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    ask = lambda method, **params: browser.ask(method, session, **params)  # noqa: E731
    for domain in ["Page", "Runtime", "Network", "Log"]:
        ask(f"{domain}.enable")
    ask("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    ask("Page.navigate", url="file://" + os.path.abspath(page))

    def run(code):
        result = ask("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{code}: {result['exceptionDetails']}")
        return result["result"].get("value")

    for _ in range(200):
        if run("document.documentElement?.dataset.ready") == "yes":
            break
        time.sleep(0.05)

    def shot(name, full=False):
        picture = ask("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        with open(os.path.join(out, name), "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    found = {"ready": run("document.documentElement.dataset.ready"), "lang": run("document.documentElement.lang"), "title": run("document.title")}
    found["paths"] = run("document.querySelectorAll('#map path').length")
    found["tables"] = run("[...document.querySelectorAll('table[data-table]')].map(t => t.dataset.table)")
    shot("top.png")
    # A row shows its commune on the map; a commune on the map marks its rows.
    found["row"] = run("(() => { document.querySelector('tr[data-commune]').click(); return [document.querySelector('#picked b').textContent, document.querySelectorAll('tr.picked').length]; })()")
    run("document.querySelector('#the-map').scrollIntoView(); new Promise(r => setTimeout(r, 500))")
    shot("map.png")
    found["from_map"] = run("(() => { const c = document.querySelectorAll('tr[data-commune]')[5].dataset.commune; corridor.pickCommune(c, true); return [...document.querySelectorAll('tr.picked')].every(r => r.dataset.commune === c); })()")
    # By keyboard: a focused row answers Enter.
    found["keyboard"] = run("(() => { const row = document.querySelectorAll('tr[data-commune]')[9]; row.focus(); row.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true})); return row.classList.contains('picked'); })()")
    # A column sorts both ways, by number.
    found["sorted"] = run("(() => { const t = document.querySelector('table[data-table=communes]'); const th = [...t.tHead.rows[0].cells].findIndex(c => c.classList.contains('n')); const b = t.tHead.rows[0].cells[th].querySelector('button'); const v = () => [...t.tBodies[0].rows].map(r => r.cells[th].dataset.v).filter(x => x !== '').map(Number); b.click(); const up = v(); b.click(); const down = v(); const rises = a => a.every((x, i) => !i || a[i - 1] <= x); return rises(up) && rises([...down].reverse()) && up.length > 5; })()")
    # Names sort as Vietnamese has them: Đ after D.
    found["collated"] = run("(() => { const t = document.querySelector('table[data-table=communes]'); const names = [...t.tHead.rows[0].cells]; const i = Math.max(...names.map((c, n) => t.tBodies[0].rows[0].cells[n].textContent === t.tBodies[0].rows[0].dataset.name ? n : -1)); names[i].querySelector('button').click(); const v = [...t.tBodies[0].rows].map(r => r.cells[i].textContent); return [...v].sort(new Intl.Collator(document.documentElement.lang, {numeric: true}).compare).join() === v.join(); })()")
    found["filtered"] = run("(() => { const s = document.querySelector('#t-communes'); const f = s.querySelector('input'); f.value = 'dien bien phu'; f.dispatchEvent(new Event('input')); const n = [...s.querySelectorAll('tbody tr')].filter(r => !r.hidden).length; f.value = ''; f.dispatchEvent(new Event('input')); return n; })()")
    # A figure opens to its pieces and its sources.
    found["figure"] = run("(() => { document.querySelector('#t-lengths td.n button').click(); const d = document.querySelector('#figure'); return [d.open, d.querySelectorAll('table tr').length, d.querySelectorAll('li').length]; })()")
    run("new Promise(r => setTimeout(r, 200))")
    shot("figure.png")
    run("document.querySelector('#figure').close()")
    run("document.querySelector('#charts').scrollIntoView()")
    run("new Promise(r => setTimeout(r, 600))")
    shot("charts.png")
    run("document.documentElement.dataset.theme = 'dark'; window.scrollTo(0, 0); new Promise(r => setTimeout(r, 600))")
    shot("dark.png")
    found["unnamed"] = run("[...document.querySelectorAll('button, input')].filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label'))).length")
    run("delete document.documentElement.dataset.theme")
    pdf = base64.b64decode(ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
    with open(os.path.join(out, "print.pdf"), "wb") as file:
        file.write(pdf)
    found["pages"] = pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") or pdf.count(b"/Page\n")
    methods = [(e.get("method"), e.get("params", {})) for e in browser.events]
    found["requests"] = sorted({p["request"]["url"][:80] for m, p in methods if m == "Network.requestWillBeSent"
                                and not p["request"]["url"].startswith(("data:", "about:")) and "index.html" not in p["request"]["url"]})
    found["errors"] = [json.dumps(p)[:300] for m, p in methods if m in ("Runtime.exceptionThrown",)
                       or m == "Runtime.consoleAPICalled" and p.get("type") == "error" or m == "Log.entryAdded" and p["entry"]["level"] == "error"]
    print("FOUND " + json.dumps(found, ensure_ascii=False))
    try:
        browser.ask("Browser.close")
    except (EOFError, OSError):
        pass
    browser.process.wait(timeout=20)


main(*sys.argv[1:4])
