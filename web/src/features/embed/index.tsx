import { Loading } from "@/shared/ui"

/** Being built. */
export default function EmbedScreen({ id: _id }: { id: string }) {
  return <Loading />
}
