/** Our own drawing of a four-door saloon; millimetre-free, made to be read at a glance and hit with a thumb. */
import { artwork, circle, ellipse, moveShape, otherSide, placeView, roundedBox } from './artwork.ts'
import type { Artwork, Decor, ViewArt, ZoneShape } from './artwork.ts'
import type { Point } from './path.ts'

const primary = (zone: string, path: string, mark?: Point): ZoneShape => ({
  zone,
  path,
  role: 'primary',
  ...(mark ? { mark } : {}),
})
const echo = (zone: string, path: string): ZoneShape => ({ zone, path, role: 'echo' })

const SIDE = { width: 520, height: 176 }
const FACE = { width: 250, height: 200 }
const TOP = { width: 500, height: 226 }

function wheel(x: number, y: number, radius: number): Decor[] {
  const spokes = Array.from({ length: 10 }, (_, index) => {
    const angle = (index * Math.PI) / 5
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    const at = (r: number) => `${(x + r * c).toFixed(1)},${(y + r * s).toFixed(1)}`
    return `M${at(radius * 0.2)} L${at(radius * 0.66)}`
  })
  return [
    { kind: 'tyre', path: circle(x, y, radius) },
    { kind: 'rim', path: circle(x, y, radius * 0.72) },
    ...spokes.map((path): Decor => ({ kind: 'line', path })),
    { kind: 'hub', path: circle(x, y, radius * 0.17) },
  ]
}

/** The left side, nose to the left; the right side is its mirror image. */
const left: ViewArt = {
  view: 'left',
  caption: { x: 262, y: 9 },
  under: [
    { kind: 'shadow', path: ellipse(258, 162, 246, 7) },
    {
      kind: 'gap',
      path:
        'M12,118 C11,106 16,96 26,90 C46,81 110,72 166,66 C186,52 208,38 230,28 C262,19 318,18 350,30 C378,39 408,53 431,62 ' +
        'C456,62 480,65 496,70 C502,80 508,100 506,116 C505,128 500,138 490,142 L441,143 L360,146 L140,148 L70,142 L38,140 C22,138 13,130 12,118 Z',
    },
    { kind: 'glass', path: 'M184,63 C198,52 216,40 235,33 C246,31 258,30 268,30 L268,61 C240,61 210,62 184,63 Z' },
    { kind: 'glass', path: 'M277,30 C300,29 325,31 341,36 C354,42 364,51 370,60 L277,61 Z' },
    { kind: 'tyre', path: circle(104, 127, 39) },
    { kind: 'tyre', path: circle(404, 127, 37) },
  ],
  zones: [
    echo('hood', 'M42,84 C80,76 124,69 165,65 L164,69 C124,73 92,78 62,83 Z'),
    echo('headlight_l', 'M23,93 C32,87 46,84 70,84 C70,89 68,93 64,97 C48,98 34,99 21,101 C20,98 21,95 23,93 Z'),
    echo(
      'front_bumper',
      'M20,103 C34,101 50,100 64,99 L63,108 C64,114 65,120 64,127 L66,139 L38,138 C22,136 14,129 14,117 C14,111 16,106 20,103 Z',
    ),
    primary(
      'fender_l',
      'M72,84 C100,77 136,71 168,68 C171,88 170,114 163,135 L143,136 C144,132 144,129 144,126 C144,104 126,86 104,86 C88,86 75,95 68,107 L65,106 L66,98 C70,94 72,89 72,84 Z',
      { x: 152, y: 88 },
    ),
    primary('a_pillar_l', 'M168,65 C188,52 209,39 231,29 L240,27 L236,31 C216,39 198,51 182,63 Z'),
    echo('roof', 'M240,26 C268,19 316,19 348,30 L342,34 C325,30 300,28 277,28 L268,28 C258,28 248,29 239,30 Z'),
    primary('b_pillar_l', 'M269,30 L276,30 L276,61 L269,61 Z'),
    primary('door_fl', 'M170,67 C210,64 245,63 272,62 C275,84 275,106 273,127 L166,127 C171,108 172,86 170,67 Z', {
      x: 205,
      y: 98,
    }),
    primary('door_edge_fl', 'M265,62 L272,62 C275,84 275,106 273,127 L265,127 C267,106 267,84 265,62 Z'),
    primary('door_cup_fl', roundedBox(228, 72, 31, 11, 5)),
    primary('sill_fl', 'M166,129 L273,129 L273,136 L164,136 Z'),
    primary(
      'door_rl',
      'M275,62 C310,61 345,61 373,62 C379,75 377,87 369,97 C363,106 360,117 360,127 L276,127 C278,106 278,84 275,62 Z',
      { x: 308, y: 98 },
    ),
    primary(
      'door_edge_rl',
      'M365,62 L373,62 C379,75 377,87 369,97 C363,106 360,117 360,127 L352,127 C352,115 355,104 361,95 C369,85 371,75 365,62 Z',
    ),
    primary('door_cup_rl', roundedBox(325, 71, 31, 11, 5)),
    primary('sill_rl', 'M276,129 L360,129 L360,136 L276,136 Z'),
    primary(
      'rocker_l',
      'M143,138 L360,138 C361,142 362,145 364,148 C290,150 210,150 139,148 C141,145 142,142 143,138 Z',
    ),
    primary(
      'quarter_l',
      'M344,35 L350,31 C378,40 408,54 430,64 C442,69 454,72 464,74 C460,79 457,84 456,90 L451,101 L442,104 C432,91 418,84 404,84 C392,84 381,89 373,97 L372,96 C379,87 381,75 375,62 C368,51 358,42 344,35 Z',
      { x: 414, y: 73 },
    ),
    primary(
      'rear_arch_l',
      'M362,132 C360,106 380,86 404,86 C428,86 448,106 446,132 L439,132 C440,110 424,94 404,94 C384,94 368,110 369,132 Z',
    ),
    echo('trunk', 'M432,63 C456,63 478,66 494,71 L497,76 C476,74 452,71 434,66 Z'),
    echo('taillight_l', 'M466,75 C478,76 490,77 498,78 L502,92 C488,94 472,93 458,90 C459,84 462,79 466,75 Z'),
    echo(
      'rear_bumper',
      'M458,92 C472,95 488,96 503,94 C506,104 506,118 502,130 C500,137 496,140 489,141 L447,142 C450,134 450,124 448,116 C447,111 446,108 444,106 L453,103 Z',
    ),
    primary('mirror_l', 'M176,60 C177,51 190,48 200,51 C205,54 204,61 200,64 C192,67 180,67 176,60 Z'),
  ],
  over: [...wheel(104, 127, 33), ...wheel(404, 127, 33), { kind: 'line', path: 'M172,104 C230,99 310,98 362,100' }],
}

const right: ViewArt = {
  ...placeView(left, ({ x, y }) => ({ x: SIDE.width - x, y })),
  view: 'right',
}
const rightNamed: ViewArt = { ...right, zones: right.zones.map((shape) => ({ ...shape, zone: otherSide(shape.zone) })) }

/** Half of a face and its mirror image: the given half is the driver's left. */
function bothSides(width: number, axis: 'x' | 'y', shapes: readonly ZoneShape[]): ZoneShape[] {
  const flip = ({ x, y }: Point) => (axis === 'x' ? { x: width - x, y } : { x, y: width - y })
  return shapes.flatMap((shape) => [shape, { ...moveShape(shape, flip), zone: otherSide(shape.zone) }])
}

/** Seen from ahead: the driver's left is on our right. */
const front: ViewArt = {
  view: 'front',
  caption: { x: 125, y: 14 },
  under: [
    { kind: 'shadow', path: ellipse(125, 180, 104, 7) },
    { kind: 'tyre', path: roundedBox(36, 146, 26, 34, 6) },
    { kind: 'tyre', path: roundedBox(188, 146, 26, 34, 6) },
    {
      kind: 'gap',
      path:
        'M88,38 C105,34 145,34 162,38 C174,48 182,62 188,78 C204,84 214,92 219,104 C224,124 223,144 216,160 C160,170 90,170 34,160 ' +
        'C27,144 26,124 31,104 C36,92 46,84 62,78 C68,62 76,48 88,38 Z',
    },
  ],
  zones: [
    echo('roof', 'M90,39 C106,35 144,35 160,39 L164,44 C142,41 108,41 86,44 Z'),
    echo('windshield', 'M86,46 C108,43 142,43 164,46 C171,54 177,64 181,75 C146,70 104,70 69,75 C73,64 79,54 86,46 Z'),
    echo(
      'hood',
      'M67,77 C104,72 146,72 183,77 C196,83 206,90 212,99 C196,101 176,103 160,107 L90,107 C74,103 54,101 38,99 C44,90 54,83 67,77 Z',
    ),
    primary('grille', 'M92,110 L158,110 L162,116 C161,126 158,133 153,138 L97,138 C92,133 89,126 88,116 Z'),
    ...bothSides(FACE.width, 'x', [
      echo('mirror_l', 'M188,80 C190,73 200,70 212,72 C217,74 217,82 213,85 C204,88 194,87 188,80 Z'),
      echo('a_pillar_l', 'M166,46 L170,47 C178,55 184,65 187,76 L183,75 C179,64 173,54 166,46 Z'),
      primary('headlight_l', 'M164,109 C180,105 198,102 215,102 C220,108 220,114 217,119 C200,121 181,119 166,115 Z'),
    ]),
    primary(
      'front_bumper',
      'M32,121 C50,123 70,121 86,117 C87,127 91,135 96,140 L154,140 C159,135 163,127 164,117 C180,121 200,123 218,121 C221,134 220,148 215,158 C160,167 90,167 35,158 C30,148 29,134 32,121 Z',
      { x: 125, y: 151 },
    ),
    ...bothSides(FACE.width, 'x', [
      primary(
        'fog_l',
        'M178,136 C190,134 203,132 213,131 C214,137 213,142 211,146 C200,148 188,149 176,149 C175,144 176,140 178,136 Z',
      ),
    ]),
  ],
  over: [
    { kind: 'trim', path: 'M90,146 C112,150 138,150 160,146 L156,156 C136,158 114,158 94,156 Z' },
    { kind: 'line', path: 'M96,117 L154,117 M94,124 L156,124 M97,131 L153,131' },
    { kind: 'line', path: 'M100,76 C94,86 90,96 90,106 M150,76 C156,86 160,96 160,106' },
    { kind: 'light', path: 'M172,111 C186,108 200,106 213,106 L213,109 C200,109 187,111 174,114 Z' },
    { kind: 'light', path: 'M78,111 C64,108 50,106 37,106 L37,109 C50,109 63,111 76,114 Z' },
  ],
}

/** Seen from behind: left is left. */
const rear: ViewArt = {
  view: 'rear',
  caption: { x: 125, y: 14 },
  under: [
    { kind: 'shadow', path: ellipse(125, 180, 104, 7) },
    { kind: 'tyre', path: roundedBox(36, 146, 26, 34, 6) },
    { kind: 'tyre', path: roundedBox(188, 146, 26, 34, 6) },
    {
      kind: 'gap',
      path:
        'M90,38 C106,34 144,34 160,38 C172,48 180,60 186,76 C204,80 215,88 219,102 C224,122 223,144 216,160 C160,170 90,170 34,160 ' +
        'C27,144 26,122 31,102 C35,88 46,80 64,76 C70,60 78,48 90,38 Z',
    },
    {
      kind: 'glass',
      path: 'M88,47 C108,44 142,44 162,47 C169,54 175,63 179,72 C144,69 106,69 71,72 C75,63 81,54 88,47 Z',
    },
  ],
  zones: [
    echo('roof', 'M92,39 C108,35 142,35 158,39 L162,45 C142,42 108,42 88,45 Z'),
    ...bothSides(FACE.width, 'x', [
      echo(
        'quarter_l',
        'M87,46 C79,53 71,64 67,75 L46,82 C38,88 34,95 33,101 L48,101 C52,92 58,83 69,74 C73,64 79,54 87,46 Z',
      ),
      echo('mirror_l', 'M62,78 C60,72 50,69 40,71 C35,73 35,80 39,83 C46,85 55,84 62,78 Z'),
    ]),
    echo('spoiler', 'M66,75 C104,71 146,71 184,75 L190,82 C150,78 100,78 60,82 Z'),
    echo(
      'trunk',
      'M58,84 C100,80 150,80 192,84 C198,90 201,96 202,101 L172,103 L168,124 L82,124 L78,103 L48,101 C49,96 52,90 58,84 Z',
    ),
    ...bothSides(FACE.width, 'x', [
      primary('taillight_l', 'M33,103 L76,105 L80,119 C64,122 48,121 31,117 C30,112 31,107 33,103 Z'),
    ]),
    primary(
      'rear_bumper',
      'M31,119 C48,124 64,124 81,122 L82,127 L168,127 L169,122 C186,124 202,124 219,119 C221,133 220,148 215,158 C160,167 90,167 35,158 C30,148 29,133 31,119 Z',
      { x: 125, y: 137 },
    ),
    primary('diffuser', 'M76,147 C108,151 142,151 174,147 L168,162 C140,165 110,165 82,162 Z'),
  ],
  over: [
    { kind: 'plate', path: roundedBox(98, 104, 54, 14, 2) },
    { kind: 'line', path: 'M104,150 L106,163 M118,151 L119,164 M132,151 L131,164 M146,150 L144,163' },
    { kind: 'light', path: 'M38,107 L74,109 L75,112 L36,111 Z' },
    { kind: 'light', path: 'M212,107 L176,109 L175,112 L214,111 Z' },
  ],
}

/** Seen from above, nose to the left: the driver's left is below. */
const top: ViewArt = {
  view: 'top',
  caption: { x: 290, y: 8 },
  under: [
    {
      kind: 'gap',
      path:
        'M10,113 C10,74 18,44 38,32 C78,20 130,18 180,19 C250,14 330,14 400,19 C440,20 466,26 476,38 C486,56 490,84 490,113 ' +
        'C490,142 486,170 476,188 C466,200 440,206 400,207 C330,212 250,212 180,207 C130,208 78,206 38,194 C18,182 10,152 10,113 Z',
    },
    {
      kind: 'glass',
      path: 'M340,56 C356,53 374,49 390,45 C398,65 401,89 401,113 C401,137 398,161 390,181 C374,177 356,173 340,170 C345,151 347,132 347,113 C347,94 345,75 340,56 Z',
    },
    { kind: 'glass', path: 'M196,43 L212,52 C226,50 252,49 268,49 L268,40 C244,40 216,41 196,43 Z' },
    { kind: 'glass', path: 'M274,49 C298,49 322,51 338,54 L366,46 C338,41 304,40 274,40 Z' },
    { kind: 'glass', path: 'M196,183 L212,174 C226,176 252,177 268,177 L268,186 C244,186 216,185 196,183 Z' },
    { kind: 'glass', path: 'M274,177 C298,177 322,175 338,172 L366,180 C338,185 304,186 274,186 Z' },
  ],
  zones: [
    echo(
      'front_bumper',
      'M13,113 C13,76 20,47 38,35 L50,40 C37,52 31,80 31,113 C31,146 37,174 50,186 L38,191 C20,179 13,150 13,113 Z',
    ),
    primary(
      'hood',
      'M34,113 C34,80 40,54 54,42 C92,38 134,38 166,44 C154,66 150,90 150,113 C150,136 154,160 166,182 C134,188 92,188 54,184 C40,172 34,146 34,113 Z',
    ),
    primary(
      'windshield',
      'M169,45 C184,48 198,52 210,56 C205,75 203,94 203,113 C203,132 205,151 210,170 C198,174 184,178 169,181 C157,160 153,136 153,113 C153,90 157,66 169,45 Z',
    ),
    primary('screen_center', roundedBox(180, 99, 15, 28, 4)),
    primary(
      'roof',
      'M213,56 C246,51 300,51 337,57 C342,76 344,95 344,113 C344,131 342,150 337,169 C300,175 246,175 213,170 C208,151 206,132 206,113 C206,95 208,75 213,56 Z',
    ),
    primary(
      'trunk',
      'M393,45 C412,41 432,40 447,42 C455,64 458,90 458,113 C458,136 455,162 447,184 C432,186 412,185 393,181 C401,160 404,137 404,113 C404,89 401,66 393,45 Z',
    ),
    primary(
      'spoiler',
      'M450,44 L459,46 C466,66 469,90 469,113 C469,136 466,160 459,180 L450,182 C458,161 461,137 461,113 C461,89 458,65 450,44 Z',
    ),
    primary(
      'load_sill',
      'M462,48 L469,50 C475,70 477,92 477,113 C477,134 475,156 469,176 L462,178 C469,158 472,136 472,113 C472,90 469,68 462,48 Z',
    ),
    echo(
      'rear_bumper',
      'M472,44 C482,60 487,86 487,113 C487,140 482,166 472,182 C478,160 480,136 480,113 C480,90 478,66 472,44 Z',
    ),
    ...bothSides(TOP.height, 'y', [
      echo('headlight_l', 'M40,192 L52,187 C62,187 72,188 82,189 L72,199 C60,198 50,196 40,192 Z'),
      echo('fender_l', 'M85,189 C112,190 140,189 166,185 L178,190 L176,204 C142,206 106,204 76,200 Z'),
      echo('a_pillar_l', 'M169,184 C186,180 200,176 212,172 L196,183 L184,189 Z'),
      echo('door_fl', 'M181,190 C210,187 240,187 270,188 L270,208 C240,208 208,207 179,204 Z'),
      echo('door_rl', 'M273,188 C306,188 340,185 370,182 L378,206 C344,208 308,208 273,208 Z'),
      echo('quarter_l', 'M373,181 L392,184 C420,188 446,186 466,181 L470,184 C464,196 446,203 381,206 Z'),
      echo('mirror_l', 'M184,208 L200,210 C204,214 202,222 196,224 C190,224 182,216 184,208 Z'),
    ]),
  ],
  over: [{ kind: 'line', path: 'M60,76 C96,70 128,74 150,84 M60,150 C96,156 128,152 150,142' }],
}

export const SEDAN: Artwork = artwork([left, rightNamed, front, top, rear])
