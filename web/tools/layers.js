import path from "node:path"

const SRC = path.resolve(import.meta.dirname, "../src")
/** What each layer may import besides itself. */
const ALLOWED = { app: ["features", "shared"], features: ["shared"], shared: [] }

/** @param {string} file an absolute path or `@/...` @returns {string[]} its folders below src */
const parts = (file) => path.relative(SRC, file.replace(/^@\//, `${SRC}/`)).split(path.sep)

/**
 * Imports point one way: app → features → shared; a feature does not know another one.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const layers = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const [layer, feature] = parts(context.filename)
    const check = (node) => {
      const source = node.source?.value
      if (typeof source !== "string" || !/^(\.|@\/)/.test(source)) return
      const target = source.startsWith("@/")
        ? source
        : path.resolve(path.dirname(context.filename), source)
      const [other, name] = parts(target)
      if (other === layer && (layer !== "features" || name === feature)) return
      if (ALLOWED[layer]?.includes(other)) return
      const whose = layer === "features" ? `the feature '${feature}'` : `'${layer}'`
      context.report({
        node,
        message: `${whose} must not import '${source}': imports point from app to features to shared, and features do not know one another.`,
      })
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    }
  },
}
