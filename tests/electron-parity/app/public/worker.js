// A module worker that needs two more requests of its own: a module and WebAssembly.
import { answer } from './worker-part.js'

const { instance } = await WebAssembly.instantiateStreaming(fetch('add.wasm'))
postMessage({ answer, sum: instance.exports.add(40, 2) })
