import { useId } from "react"

type Props = {
  values: number[]
  label: string
  className?: string
  width?: number
  height?: number
}

/** A small plot of counts, the newest at the right end; nothing where all are 0. */
export function Sparkline({ values, label, className = "", width = 240, height = 48 }: Props) {
  const id = useId()
  const top = Math.max(4, ...values)
  const step = width / Math.max(1, values.length - 1)
  const y = (value: number) => height - 2 - (value / top) * (height - 6)
  const line = values
    .map((v, i) => `${i ? "L" : "M"}${(i * step).toFixed(1)} ${y(v).toFixed(1)}`)
    .join("")
  const isQuiet = values.every((value) => value === 0)
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={`block overflow-visible ${className}`}
    >
      <defs>
        <linearGradient id={id} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="currentColor" stopOpacity="0.28" />
          <stop offset="1" stopColor="currentColor" stopOpacity="0" />
        </linearGradient>
      </defs>
      {!isQuiet && (
        <>
          <path d={`${line}L${width} ${height}L0 ${height}Z`} fill={`url(#${id})`} />
          <path
            d={line}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  )
}
