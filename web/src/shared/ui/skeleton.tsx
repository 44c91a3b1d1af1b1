/** A bar where a text will stand, as wide as it. */
export function Bone({ className = "" }: { className?: string }) {
  return <span aria-hidden="true" className={`shimmer block rounded-sm bg-raised ${className}`} />
}

/** Rows in the final layout, so that nothing jumps when the real ones come. */
export function RowBones({ count }: { count: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="flex h-(--row) items-center gap-4 border-b border-line px-2">
          <Bone className="h-4 w-8" />
          <Bone className="h-7 w-7 rounded-full" />
          <Bone className={`h-4 ${["w-40", "w-28", "w-52", "w-32"][index % 4]}`} />
          <Bone className="ml-auto h-4 w-16" />
        </div>
      ))}
    </div>
  )
}
