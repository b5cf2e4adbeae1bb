/**
 * Makes whatever the stand-in lacks fail by name, where plain JavaScript would answer `undefined` and let a
 * test pass for the wrong reason.
 */
export function loud<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      // Symbols and `then` are asked by JavaScript itself (inspection, await).
      if (key in object || typeof key === 'symbol' || key === 'then' || key === 'toJSON') {
        // Bound, and read from the object itself: private fields are not reachable through a proxy.
        const value = Reflect.get(object, key, object) as unknown
        return typeof value === 'function' ? (value.bind(object) as unknown) : value
      }
      throw notImplemented(`${name}.${key}`)
    },
  })
}

export function notImplemented(what: string): Error {
  return new Error(`electron stand-in: ${what} is not implemented`)
}

/** An event that listeners may prevent, as Electron hands it out. */
export function preventable<T extends object>(
  properties: T,
): T & { preventDefault(): void; defaultPrevented: boolean } {
  let prevented = false
  return {
    ...properties,
    preventDefault() {
      prevented = true
    },
    get defaultPrevented() {
      return prevented
    },
  }
}
