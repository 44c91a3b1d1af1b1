import { useEffect, useRef } from "react"

import { formatScaled, scaled, type Numeric, type ScoreStyle } from "@/shared/format"

import { wantsNoMotion } from "./reduced-motion"

const COUNT_MS = 500
const PARTS = 1000n

type Props = {
  score: Numeric
  style: ScoreStyle
  className?: string
  /** Where a line may end between groups of digits: a score too long for one. */
  breaks?: boolean
}

/** A score that counts to its new value. Exact at both ends, of any size. */
export function Count({ score, style, className, breaks = false }: Props) {
  const textOf = (value: bigint) => {
    const text = formatScaled(value, style)
    return breaks ? text.replaceAll("\u202f", "\u2009") : text
  }
  const element = useRef<HTMLSpanElement>(null)
  const target = scaled(score, style.decimals)
  const shown = useRef(target)

  useEffect(() => {
    const from = shown.current
    if (from === target) return
    const show = (value: bigint) => {
      shown.current = value
      if (element.current) element.current.textContent = textOf(value)
    }
    if (wantsNoMotion() || document.hidden) return show(target)
    return tween((part) => show(from + ((target - from) * part) / PARTS))
    // A style is made anew with each drawing; a column's style never changes.
  }, [target]) // eslint-disable-line hooks/exhaustive-deps

  // Drawn with what is shown now: the effect counts on from there.
  return (
    <span ref={element} className={className}>
      {textOf(shown.current)}
    </span>
  )
}

function tween(step: (part: bigint) => void): () => void {
  const start = performance.now()
  let frame = requestAnimationFrame(function next(now) {
    const passed = Math.min(1, (now - start) / COUNT_MS)
    step(BigInt(Math.round((1 - (1 - passed) ** 3) * Number(PARTS))))
    if (passed < 1) frame = requestAnimationFrame(next)
  })
  return () => cancelAnimationFrame(frame)
}
