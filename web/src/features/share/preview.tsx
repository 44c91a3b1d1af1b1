import { useEffect, useRef, useState, type RefObject } from "react"

import { useTranslate } from "@/shared/i18n"

import "./preview.css"

import type { Look } from "@/shared/stage"
import type { Kind } from "./snippet"

/** A slider that is dragged must not load a page for every step. */
const SETTLED_MS = 250
/** A video's size; the preview shows it as small as there is room. */
const VIDEO = { width: 1280, height: 720 }

type Props = { kind: Kind; page: string; look: Look }

/** The real page, live: in a frame as on a site, or over something like a video. */
export function Preview({ kind, page, look }: Props) {
  const t = useTranslate()
  const src = useSettled(page)
  return (
    <section aria-label={t("share.preview")} className="min-w-0">
      {kind === "embed" ? (
        <EmbedFrame key="embed" src={src} theme={look.theme} />
      ) : (
        <OverlayFrame key="overlay" src={src} />
      )}
    </section>
  )
}

function EmbedFrame({ src, theme }: { src: string; theme: Look["theme"] }) {
  const t = useTranslate()
  const frame = useRef<HTMLIFrameElement>(null)
  const height = useFrameHeight(frame)
  return (
    <div className="preview-site" data-theme-of={theme}>
      <iframe ref={frame} title={t("share.preview")} src={src} style={{ height }} />
    </div>
  )
}

function OverlayFrame({ src }: { src: string }) {
  const t = useTranslate()
  const box = useRef<HTMLDivElement>(null)
  const [scale, setScale] = useState(0.5)
  useEffect(() => {
    const shown = box.current
    if (!shown) return
    const observer = new ResizeObserver(() => setScale(shown.clientWidth / VIDEO.width))
    observer.observe(shown)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={box} className="preview-video">
      <iframe
        title={t("share.preview")}
        src={src}
        style={{ ...VIDEO, transform: `scale(${String(scale)})` }}
      />
    </div>
  )
}

/** What the frame says of its own height, as `embed.js` hears it on other sites. */
function useFrameHeight(frame: RefObject<HTMLIFrameElement | null>): number {
  const [height, setHeight] = useState(320)
  useEffect(() => {
    const onMessage = ({
      source,
      origin,
      data,
    }: MessageEvent<{ type?: string; height?: number }>) => {
      const shown = frame.current?.contentWindow
      if (!shown || source !== shown || origin !== location.origin) return
      if (data.type === "laurels:ready") shown.postMessage({ type: "laurels:hello" }, origin)
      if (data.type === "laurels:height" && data.height) setHeight(Math.ceil(data.height))
    }
    addEventListener("message", onMessage)
    return () => removeEventListener("message", onMessage)
  }, [frame])
  return height
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
