// A module worker that needs three more requests of its own: a module, a nested worker, and wasm.
import { answer } from './worker-part.js'

const { instance } = await WebAssembly.instantiateStreaming(fetch('add.wasm'))
const nested = new Worker(new URL('nested.js', import.meta.url), { type: 'module' })
nested.onmessage = ({ data }) => postMessage({ answer, sum: instance.exports.add(40, 2), nested: data })
