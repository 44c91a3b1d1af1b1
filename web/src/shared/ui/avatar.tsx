import { useState } from "react"

import { toneOf } from "./tone"

type Props = { id: string; name?: string | null; url?: string | null; size?: number }

const LETTERS = /[\p{L}\p{N}]/u
const EMOJI = /\p{Extended_Pictographic}/u
const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** A player's picture, or the first sign of the name in a tone of the player's own. */
export function Avatar({ id, name, url, size = 28 }: Props) {
  const [broken, setBroken] = useState(false)
  const tone = `var(--tone-${toneOf(id)})`
  const box = { width: size, height: size, fontSize: Math.round(size * 0.46) }
  if (url && isOwn(url) && !broken)
    return (
      <img
        src={url}
        alt=""
        style={box}
        className="shrink-0 rounded-full bg-raised object-cover"
        onError={() => setBroken(true)}
      />
    )
  return (
    <span
      aria-hidden="true"
      className="grid shrink-0 place-items-center rounded-full leading-none font-semibold"
      style={{ ...box, color: tone, background: `color-mix(in oklab, ${tone} 15%, var(--panel))` }}
    >
      {firstSign(name || id)}
    </span>
  )
}

/** A picture elsewhere would tell another server who looks: it is not asked for. */
function isOwn(url: string): boolean {
  return URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin
}

function firstSign(name: string): string {
  for (const { segment } of segments.segment(name))
    if (LETTERS.test(segment) || EMOJI.test(segment)) return segment.toLocaleUpperCase()
  return "·"
}
