import { readFileSync } from "node:fs"
import path from "node:path"

import { afterEach, beforeEach, expect, test, vi } from "vitest"

const code = readFileSync(path.resolve(import.meta.dirname, "../public/embed.js"), "utf8")
const SERVER = "https://scores.example.com:8443"

/** As a browser runs a script tag of a page: it stands in the page while it runs. */
function run(attributes: Record<string, string>): HTMLIFrameElement {
  const script = document.createElement("script")
  script.type = "text/plain" // jsdom is not to fetch it
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value)
  document.body.append(script)
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script)
  new Function(code)()
  return script.nextElementSibling as HTMLIFrameElement
}

const embed = (more: Record<string, string> = {}) =>
  run({ src: `${SERVER}/embed.js`, "data-leaderboard": "grand-prix", ...more })

function say(data: unknown, source: Window | null, origin = SERVER): void {
  window.dispatchEvent(new MessageEvent("message", { data, source, origin }))
}

beforeEach(() => {
  document.body.innerHTML = "<p>before</p>"
})
afterEach(() => {
  document.body.innerHTML = ""
})

test("one line puts a frame where it stands", () => {
  const frame = embed()
  expect(frame.tagName).toBe("IFRAME")
  expect(frame.src).toBe(`${SERVER}/embed/grand-prix`)
  expect(frame.title).toBe("Leaderboard")
  expect(frame.style.width).toBe("100%")
})

test("attributes go into the address, escaped, and nowhere else", () => {
  const frame = embed({
    "data-leaderboard": "a b/../c",
    "data-theme": "light",
    "data-accent": "#f80",
    "data-player": 'x"&theme=dark<',
    "data-evil": "1",
  })
  expect(frame.src).toBe(
    `${SERVER}/embed/a%20b%2F..%2Fc?theme=light&accent=%23f80&player=x%22%26theme%3Ddark%3C`,
  )
})

test("several on one page each have their own height", () => {
  const [first, second] = [embed(), embed()]
  say({ type: "laurels:height", height: 333.2 }, second.contentWindow)
  expect(second.style.height).toBe("334px")
  expect(first.style.height).toBe("506px")
})

test("a frame that is there is greeted, at the server's origin only", () => {
  const { contentWindow } = embed()
  const greet = vi.spyOn(contentWindow as Window, "postMessage").mockImplementation(() => {})
  say({ type: "laurels:ready" }, contentWindow)
  expect(greet).toHaveBeenCalledWith({ type: "laurels:hello" }, SERVER)
})

test.each([
  ["another origin", { type: "laurels:height", height: 300 }, "https://evil.example.com"],
  ["a height that is none", { type: "laurels:height", height: "300px;position:fixed" }, SERVER],
  ["a height out of all bounds", { type: "laurels:height", height: 1e9 }, SERVER],
  ["a height below zero", { type: "laurels:height", height: -5 }, SERVER],
  ["something else", "laurels:height", SERVER],
  ["nothing", null, SERVER],
])("a message of %s changes nothing", (_, data, origin) => {
  const frame = embed()
  say(data, frame.contentWindow, origin)
  expect(frame.style.height).toBe("506px")
})

test("another window of the same server changes nothing", () => {
  const frame = embed()
  say({ type: "laurels:height", height: 300 }, window)
  expect(frame.style.height).toBe("506px")
})

test("a tag that runs twice puts one frame, and one without a leaderboard none", () => {
  embed()
  new Function(code)()
  run({ src: `${SERVER}/embed.js` })
  expect(document.querySelectorAll("iframe")).toHaveLength(1)
})

test("it leaves no globals, and is small", () => {
  const before = Object.keys(window)
  embed()
  expect(Object.keys(window)).toEqual(before)
  expect(code.length).toBeLessThan(3000)
})
