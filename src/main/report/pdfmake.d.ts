/** pdfmake's own printer, below its global instance: no shared fonts, no shared files, no network. */
declare module 'pdfmake/js/Printer.js' {
  interface FileSystem {
    existsSync(name: string): boolean
    readFileSync(name: string): Buffer
  }
  interface Resolver {
    resolve(url: string): unknown
    resolved(): Promise<unknown>
  }
  class PdfPrinter {
    constructor(
      fonts: Readonly<Record<string, object>>,
      files: FileSystem,
      resolver: Resolver,
      localAccess: (path: string) => boolean,
    )
    createPdfKitDocument(definition: object, options?: object): Promise<NodeJS.ReadableStream & { end(): void }>
  }
  /** CommonJS: Node hands over the module object, some bundlers its `default`. */
  const module: { readonly default: typeof PdfPrinter } | typeof PdfPrinter
  export default module
}
