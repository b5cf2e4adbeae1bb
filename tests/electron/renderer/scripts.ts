import { isolatedWorld, mainWorld } from './page.ts'
import { pack, unpack } from './wire.ts'

/** The two scripts that a window adds to each of its documents. */
export function documentScripts(preload: string): { isolated: string; main: string } {
  const secret = `stand-in-${crypto.randomUUID()}-`
  const tools = `{pack:(${pack.toString()}),unpack:(${unpack.toString()}),secret:${JSON.stringify(secret)}}`
  // A preload is CommonJS: a function with `require`, `process`, `module` and `exports`.
  const body = `function(require,process){const module={exports:{}},exports=module.exports;\n${preload}\n}`
  return {
    isolated: `(${isolatedWorld.toString()})(${tools},${body})`,
    main: `(${mainWorld.toString()})(${tools})`,
  }
}
