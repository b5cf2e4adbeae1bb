/** The end of the paper: who signed which version, and how to tell that this is that version. */
import { checkCode, qrText } from '../check-code.ts'
import { qrSvg, signatureSvg } from '../drawings.ts'
import type { SealState } from '../seal-state.ts'
import type { Paper } from '../paper.ts'
import type { PdfNode } from '../pdf-node.ts'
import { oneLine } from '../text.ts'
import { fact, factGrid, muted, PANEL, section, SIZE, strong, text } from '../theme.ts'

export function signatures(paper: Paper, seal: SealState): PdfNode[] {
  const { words, format } = paper
  const signed = [...seal.signatures].sort(byTime).map((signature): PdfNode => {
    const drawing = signatureSvg(signature.strokes)
    return {
      columns: [
        {
          width: 210,
          table: {
            widths: [192],
            body: [
              [
                drawing
                  ? { svg: drawing, fit: [192, 70] as const, fillColor: PANEL, alignment: 'center' as const }
                  : text(' ', { fillColor: PANEL }),
              ],
            ],
          },
          layout: 'panel',
        },
        {
          width: '*',
          ...factGrid(
            [
              fact(
                words.signedBy,
                [signature.signer, signature.role]
                  .map((each) => oneLine(each, 80))
                  .filter(Boolean)
                  .join(', '),
              ),
              fact(words.signedAt, format.dateTime(signature.at)),
              fact(words.email, signature.email && oneLine(signature.email, 90)),
              fact(words.signedVersion, versionOf(paper, signature, seal)),
            ],
            2,
          ),
        },
      ],
      columnGap: 14,
      margin: [0, 2, 0, 6],
      unbreakable: true,
    }
  })
  const refused = [...seal.refusals].sort(byTime).map((refusal): PdfNode => ({
    stack: [
      strong(words.refusedBy(oneLine(refusal.signer, 80), format.dateTime(refusal.at))),
      text(words.refusalReason(oneLine(refusal.reason, 1000))),
      ...(refusal.hash === seal.hash ? [] : [text(`${words.signedVersion}\u00A0: ${versionOf(paper, refusal, seal)}`)]),
    ],
    margin: [0, 2, 0, 6],
    unbreakable: true,
  }))
  const [first = text(words.unsigned), ...rest] = [...signed, ...refused]
  return [...section(words.signature, first, ...rest), ...opinion(paper, seal)]
}

/** A paper that no longer says what is printed must be seen at a glance. */
function versionOf(
  { words }: Paper,
  signed: { readonly hash: string; readonly asPrinted: boolean },
  seal: SealState,
): string {
  if (signed.hash === seal.hash) return words.thisVersion
  const code = signed.hash.slice(0, 12)
  return signed.asPrinted ? words.sameForClient(code) : words.changedSince(code)
}

function opinion({ words, format }: Paper, { satisfaction }: SealState): PdfNode[] {
  if (!satisfaction) return []
  return [
    {
      stack: [
        strong(words.satisfaction(format.number(satisfaction.score))),
        muted([oneLine(satisfaction.client, 80), format.dateTime(satisfaction.at)].filter(Boolean).join(' · ')),
        ...(satisfaction.remark ? [text(oneLine(satisfaction.remark, 1000))] : []),
      ],
      margin: [0, 2, 0, 6],
      unbreakable: true,
    },
  ]
}

export function authenticity(paper: Paper, seal: SealState): PdfNode[] {
  const { words, format, content } = paper
  return section(words.authenticity, {
    columns: [
      { svg: qrSvg(qrText(content.job, seal.revision, seal.hash)), fit: [92, 92], width: 92 },
      {
        width: '*',
        stack: [
          text(words.authenticityNote, { margin: [0, 2, 0, 6] }),
          fact(words.hash, [{ text: seal.hash, bold: true, fontSize: SIZE.body }])!,
          factGrid(
            [
              fact(words.checkCode, [strong(checkCode(content.job, seal.revision, seal.hash))]),
              fact(
                words.state,
                seal.standing === 'open' ? words.notSealed : words.revision(oneLine(seal.revision, 12)),
              ),
              fact(
                words.closedAt,
                seal.seal
                  ? words.closedBy(
                      format.dateTime(seal.seal.at),
                      paper.name(seal.seal.name) || paper.person(seal.seal.by),
                    )
                  : undefined,
              ),
            ],
            3,
          ),
          fact(words.jobId, oneLine(content.job, 32))!,
        ],
      },
    ],
    columnGap: 14,
  })
}

function byTime(
  a: { readonly at: number; readonly id: string },
  b: { readonly at: number; readonly id: string },
): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1)
}
