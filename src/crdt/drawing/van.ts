/** Our own drawing of a panel van: a box with a short nose, sliding side doors and two doors at the back. */
import type { Artwork, ViewArt } from './artwork.ts'
import {
  along,
  archRing,
  artwork,
  bothDecors,
  bothSides,
  centre,
  circle,
  decor,
  echo,
  ellipse,
  FACE,
  primary,
  rightOf,
  roundedBox,
  TOP,
  wheel,
} from './shapes.ts'

const left: ViewArt = {
  view: 'left',
  caption: { x: 84, y: 40 },
  under: [
    ...decor('shadow', ellipse(262, 166, 220, 7)),
    ...decor(
      'gap',
      'M56,124 C55,108 58,94 66,88 C80,80 98,76 112,73 C126,54 140,34 156,18 C166,10 182,8 200,8 L440,8 C454,8 460,12 462,22 ' +
        'L468,110 C469,128 468,138 464,144 L440,148 L356,155 L162,155 L92,149 L68,146 C60,142 57,134 56,124 Z',
    ),
    ...decor('glass', 'M136,71 C148,53 160,37 172,25 C186,22 204,21 222,21 L222,70 C192,70 164,70 136,71 Z'),
    ...decor('tyre', circle(128, 134, 35), circle(390, 134, 35)),
  ],
  zones: [
    echo('hood', 'M71,86 C84,80 100,76 113,74 L118,78 C106,80 94,83 84,87 Z'),
    echo('headlight_l', 'M62,96 C68,91 80,88 92,86 C93,95 90,102 85,107 L59,111 C59,106 60,100 62,96 Z'),
    echo('front_bumper', 'M58,114 L94,109 L97,115 C93,121 91,128 91,134 L92,146 L70,144 C62,140 59,133 58,124 Z'),
    primary(
      'fender_l',
      'M95,85 C110,80 124,78 137,77 C150,92 162,106 168,122 L169,138 L165,138 C164,115 148,98 128,98 C114,98 104,105 98,113 L96,108 C97,101 97,93 95,85 Z',
      { x: 129, y: 88 },
    ),
    primary(
      'a_pillar_l',
      'M114,73 C128,54 142,34 157,19 C163,13 170,12 178,11 L182,15 C174,18 168,22 164,27 C152,42 142,56 131,72 L119,76 Z',
      { x: 149, y: 42 },
    ),
    echo(
      'roof',
      'M182,11 C192,10 200,10 206,10 L440,10 C451,10 457,12 458,18 L222,18 C206,18 192,19 178,22 C178,18 180,14 182,11 Z',
    ),
    primary('b_pillar_l', 'M225,21 L233,21 L233,71 L225,71 Z'),
    primary('door_fl', 'M140,76 C166,74 196,73 222,73 L222,139 L172,139 L171,122 C164,106 153,91 140,76 Z', {
      x: 188,
      y: 116,
    }),
    primary('door_edge_fl', 'M214,73 L222,73 L222,139 L214,139 Z'),
    primary('door_cup_fl', roundedBox(184, 83, 25, 11, 5)),
    primary('sill_fl', 'M171,141 L223,141 L223,147 L169,147 Z'),
    primary('door_rl', 'M236,20 L338,20 L338,139 L225,139 L225,74 L236,74 Z', { x: 290, y: 112 }),
    primary('door_edge_rl', 'M330,20 L338,20 L338,139 L330,139 Z'),
    primary('door_cup_rl', roundedBox(232, 83, 25, 11, 5)),
    primary('sill_rl', 'M226,141 L338,141 L338,147 L226,147 Z'),
    primary('rocker_l', 'M166,149 L352,149 L353,154 L164,154 Z'),
    primary(
      'quarter_l',
      'M341,20 L446,20 C450,20 452,22 452,27 L456,96 L458,138 L427,138 C427,114 411,97 390,97 C369,97 353,114 353,138 L341,138 Z',
      { x: 398, y: 58 },
    ),
    primary('rear_arch_l', archRing(390, 134, 35, 42, 146), { x: 390, y: 95.5 }),
    echo('trunk', 'M455,23 C458,24 460,26 460,31 L463,69 L456,69 Z'),
    echo('taillight_l', 'M456,72 L464,72 L466,113 L459,113 Z'),
    echo('rear_bumper', 'M435,141 L460,141 L460,116 L467,116 C468,128 467,138 464,143 L440,147 L434,147 Z'),
    primary(
      'mirror_l',
      'M133,66 C132,52 137,46 146,46 C154,47 155,54 154,63 C153,71 147,75 141,74 C136,73 134,70 133,66 Z',
    ),
  ],
  over: [
    ...wheel(128, 134, 31, 8),
    ...wheel(390, 134, 31, 8),
    ...decor('line', roundedBox(246, 28, 76, 42, 6), roundedBox(350, 28, 90, 42, 6), 'M176,128 L338,128'),
    ...decor('trim', 'M262,98 L452,98 L452,101 L262,101 Z'),
  ],
}

const BODY = centre(
  'M125,16 C160,16 176,18 182,25 C190,44 197,70 201,94 C206,104 208,116 208,128 C209,146 208,156 205,165 C178,171 150,172 125,172',
)
const standing = [
  ...decor('shadow', ellipse(125, 182, 94, 7)),
  ...bothDecors(FACE, 'x', decor('tyre', roundedBox(178, 150, 24, 32, 6))),
  ...decor('gap', BODY),
]
const mirror = 'M206,70 C206,60 212,56 220,57 C226,59 227,66 226,77 C225,87 218,91 212,89 C207,87 206,80 206,70 Z'

const front: ViewArt = {
  view: 'front',
  caption: { x: 125, y: 8 },
  under: standing,
  zones: [
    echo('roof', centre('M125,18 C158,18 174,20 180,26 L184,33 C162,30 144,29 125,29')),
    echo('windshield', centre('M125,32 C150,32 168,33 185,36 C191,52 195,70 198,87 C172,91 148,92 125,92')),
    echo('hood', centre('M125,95 C150,95 174,94 199,90 C203,95 205,99 206,105 C190,111 174,115 160,119 L125,119')),
    ...bothSides(FACE, 'x', [
      echo('mirror_l', mirror),
      echo('a_pillar_l', 'M186,33 L188,35 C195,52 199,71 202,92 L200,89 C197,71 192,53 186,33 Z'),
      primary(
        'headlight_l',
        'M161,122 C176,118 192,112 206,108 C208,116 209,126 208,134 C194,134 176,132 164,130 C161,128 160,125 161,122 Z',
      ),
    ]),
    primary('grille', centre('M125,122 L157,122 L158,130 L154,136 L125,136')),
    primary(
      'front_bumper',
      centre('M125,139 L155,139 L162,132 C176,136 192,137 208,137 C208,147 207,156 204,162 C178,168 150,169 125,169'),
      { x: 125, y: 161 },
    ),
    ...bothSides(FACE, 'x', [
      primary('fog_l', 'M178,146 C188,145 196,144 205,143 C206,148 205,152 203,155 L180,157 Z'),
    ]),
  ],
  over: [
    ...decor('line', 'M94,126 L156,126', 'M95,131 L155,131'),
    ...decor('trim', centre('M125,144 L162,144 L160,150 L125,150')),
    ...bothDecors(FACE, 'x', decor('light', circle(190, 122, 7))),
  ],
}

const rear: ViewArt = {
  view: 'rear',
  caption: { x: 125, y: 8 },
  under: standing,
  zones: [
    echo('roof', centre('M125,18 C158,18 173,20 179,25 L181,28 C162,25 144,24 125,24')),
    ...bothSides(FACE, 'x', [
      echo('mirror_r', mirror),
      echo('quarter_r', 'M182,30 C191,50 198,76 202,100 L191,100 C190,76 187,52 182,30 Z'),
    ]),
    primary('trunk', centre('M125,27 C156,27 170,28 178,31 C184,52 187,80 188,104 L188,141 L125,141'), {
      x: 154,
      y: 100,
    }),
    ...bothSides(FACE, 'x', [primary('taillight_r', 'M191,103 L203,103 C205,108 207,114 207,120 L207,140 L191,140 Z')]),
    primary('load_sill', centre('M125,144 L189,144 L189,151 L125,151')),
    primary(
      'rear_bumper',
      centre('M125,154 L192,153 L192,143 L208,143 C208,151 207,158 204,164 C178,170 150,171 125,171'),
      {
        x: 125,
        y: 162,
      },
    ),
  ],
  over: [
    ...bothDecors(FACE, 'x', [
      ...decor('glass', 'M130,38 C150,38 164,39 171,41 C177,54 180,68 181,81 L130,83 Z'),
      ...decor('light', 'M194,108 L202,108 L204,117 L194,116 Z'),
    ]),
    ...decor('line', 'M125,28 L125,141'),
    ...decor('plate', roundedBox(72, 112, 46, 13, 2)),
    ...decor('trim', roundedBox(130, 104, 5, 22, 2)),
  ],
}

const top: ViewArt = {
  view: 'top',
  caption: { x: 260, y: 8 },
  under: [
    ...decor(
      'gap',
      along(
        'M52,113 C52,150 56,177 70,189 C96,199 130,201 160,201 L440,201 C456,201 464,194 467,184 C470,162 470,136 470,113',
      ),
    ),
    ...bothDecors(
      TOP,
      'y',
      decor('glass', 'M154,184 L190,168 C196,182 204,188 216,190 L216,194 C194,193 172,190 154,184 Z'),
    ),
  ],
  zones: [
    echo('front_bumper', along('M55,113 C55,149 59,173 72,186 L84,181 C74,168 70,142 70,113')),
    primary('hood', along('M73,113 C73,142 77,167 87,180 C102,181 116,180 128,177 C118,158 114,136 114,113')),
    primary(
      'windshield',
      along('M117,113 C117,136 121,157 131,175 C150,172 170,168 188,163 C183,148 181,130 181,113'),
      {
        x: 158,
        y: 148,
      },
    ),
    primary('screen_center', roundedBox(146, 98, 17, 30, 4)),
    primary(
      'roof',
      along(
        'M184,113 C184,132 187,150 192,166 C198,182 206,187 220,188 L438,188 C450,187 455,182 456,172 C458,152 458,132 458,113',
      ),
    ),
    echo('trunk', along('M461,113 C461,134 460,156 458,177 L464,179 C467,158 467,136 467,113'), { x: 464, y: 113 }),
    ...bothSides(TOP, 'y', [
      echo('headlight_l', 'M74,188 L86,183 C92,184 98,184 104,184 L96,193 C88,192 80,190 74,188 Z'),
      echo('fender_l', 'M107,184 C115,183 123,182 130,180 L148,188 L146,198 C128,198 112,197 99,194 Z'),
      echo('a_pillar_l', 'M131,178 C150,175 170,171 188,167 L152,184 L146,185 Z'),
      echo('door_fl', 'M152,188 C172,193 194,196 218,196 L218,199 L150,199 Z'),
      echo('door_rl', 'M221,191 L338,191 L338,199 L221,199 Z'),
      echo('quarter_l', 'M341,191 L440,191 C450,190 456,186 459,181 L465,183 C462,193 454,199 440,199 L341,199 Z'),
      echo('mirror_l', 'M152,201 L165,202 C171,206 170,216 162,219 C154,217 149,209 152,201 Z'),
    ]),
  ],
  over: decor(
    'line',
    'M222,60 L440,60',
    'M222,86 L440,86',
    'M222,140 L440,140',
    'M222,166 L440,166',
    'M84,92 C98,90 106,92 114,96',
    'M84,134 C98,136 106,134 114,130',
  ),
}

export const VAN: Artwork = artwork([left, rightOf(left), front, top, rear])
