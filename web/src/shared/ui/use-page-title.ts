import { useEffect } from "react"

import { toneOf } from "./tone"

const marks = import.meta.glob<string>("../tokens/marks/*.svg", {
  query: "?url",
  import: "default",
  eager: true,
})

/** The tab's title and mark, as long as the page is shown. The mark takes the leader's tone. */
export function usePageTitle(title: string | undefined, leader?: string): void {
  useEffect(() => {
    if (title === undefined) return
    document.title = title ? `${title} · Laurels` : "Laurels"
  }, [title])
  useEffect(() => {
    setMark(leader === undefined ? "accent" : String(toneOf(leader)))
  }, [leader])
}

function setMark(name: string): void {
  const href = marks[`../tokens/marks/${name}.svg`]
  if (href === undefined) return
  const link =
    document.head.querySelector<HTMLLinkElement>("link[rel=icon]") ??
    document.head.appendChild(Object.assign(document.createElement("link"), { rel: "icon" }))
  if (link.getAttribute("href") !== href) Object.assign(link, { type: "image/svg+xml", href })
}
