// Makes dist/: the program in a few files, which starts four times as fast as its sources. Packages with files of their
// own stay outside.

import { rmSync } from 'node:fs'
import { build, type Plugin } from 'esbuild'

/**
 * An import of a built-in module makes Node.js read everything in it, which loads much that nobody asks for: here only what
 * is imported is read. Not so in the entry: an old Node.js, which has no other way, is to say that it is old.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
      kind === 'import-statement' && !importer.endsWith('/src/cli.ts') ? { path, namespace: 'builtin' } : undefined,
    )
    onResolve({ filter: /^#/, namespace: 'builtin' }, ({ path, importer }) => ({
      path: importer + path,
      namespace: 'builtin',
      sideEffects: false,
    }))
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => {
      const [module, name] = path.split('#') as [string, string?]
      const builtin = `process.getBuiltinModule('${module}')`
      if (name !== undefined) return { contents: `export default ${builtin}.${name}` }
      const names = Object.keys(process.getBuiltinModule(module) as object).filter((name) => name !== 'default')
      const each = names.map((name) => `export { default as ${name} } from '#${name}'`)
      return { contents: `${each.join('\n')}\nexport default ${builtin}` }
    })
  },
}

/** What packages load and nobody asks for: HTTP/2 and HTTPS are left to the proxy in front. Loaded when used all the same. */
const unused: Plugin = {
  name: 'unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?http(s|2)$/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: 'unused' } : undefined,
    )
    onLoad({ filter: /./, namespace: 'unused' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule('${path}')[name] })`,
    }))
  },
}

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['better-sqlite3'],
  plugins: [builtins, unused],
  // CommonJS packages in an ES module look for these.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})
