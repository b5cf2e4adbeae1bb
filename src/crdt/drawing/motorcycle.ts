/** Our own drawing of a half-faired motorcycle. Its zones are its own: a tank, fairings and a swingarm, no doors. */
import type { Artwork, ViewArt } from './artwork.ts'
import {
  along,
  artwork,
  bothDecors,
  bothSides,
  centre,
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
  caption: { x: 100, y: 30 },
  under: [
    ...decor('shadow', ellipse(258, 167, 170, 6)),
    ...wheel(148, 121, 45, 5),
    ...wheel(370, 121, 45, 5),
    ...decor('trim', 'M222,84 L306,80 L312,116 L300,140 L262,148 L222,136 Z', 'M198,40 L226,47 L225,53 L200,48 Z'),
    ...decor('hub', 'M290,140 C322,148 352,144 392,128 L397,139 C358,156 320,160 286,152 Z'),
    ...decor(
      'trim',
      'M294,62 C312,60 330,61 346,55 C356,50 366,48 378,47 L380,53 C362,60 342,71 318,72 C308,72 300,70 294,66 Z',
    ),
    ...decor('line', 'M216,27 L208,42'),
  ],
  zones: [
    echo(
      'front_mudguard',
      'M98,106 C104,82 124,66 148,66 C168,66 184,74 196,90 L188,96 C178,83 164,76 148,76 C128,76 112,90 107,110 Z',
    ),
    primary('fork_l', 'M142,118 L152,124 L204,54 L193,47 Z'),
    echo('windshield', 'M172,36 C180,24 191,15 203,13 C208,21 210,30 212,39 L186,42 Z'),
    echo('headlight_l', 'M152,60 C154,50 162,42 172,38 L184,44 C178,54 168,62 154,66 Z'),
    primary(
      'fairing_l',
      'M156,69 C170,64 182,56 188,45 L214,42 C226,50 236,60 240,70 C238,92 230,112 218,130 C210,118 206,106 198,94 C188,82 174,74 156,69 Z',
      { x: 212, y: 74 },
    ),
    echo('tank', 'M218,48 C228,36 248,30 270,34 C284,38 292,48 294,60 C280,70 262,74 242,74 C238,64 230,55 218,48 Z'),
    primary(
      'side_cover_l',
      'M244,78 C264,78 282,75 296,70 L316,76 C312,92 304,104 292,110 L258,108 C250,98 246,88 244,78 Z',
    ),
    echo(
      'seat_cowl',
      'M318,76 C344,74 364,64 382,55 C394,50 406,47 418,46 C420,53 416,59 408,63 C384,76 356,84 334,88 Z',
    ),
    echo('taillight_l', 'M406,47 L419,44 L420,52 L408,55 Z'),
    echo('rear_mudguard', 'M330,96 C348,74 388,70 410,92 L418,88 L421,94 L404,104 C388,82 354,82 338,102 Z'),
    primary('swingarm_l', 'M286,112 C312,112 342,113 368,115 C376,117 376,127 368,128 C340,130 312,130 286,130 Z'),
    primary(
      'belly_pan_l',
      'M220,134 C240,139 268,143 294,142 C298,148 294,154 286,157 C260,160 234,155 216,146 C214,141 216,137 220,134 Z',
    ),
    primary('mirror_l', 'M212,20 C211,12 220,8 231,10 C237,12 237,20 232,24 C225,27 215,26 212,20 Z'),
  ],
  over: decor(
    'line',
    'M248,94 C266,96 284,93 300,86',
    'M232,130 C240,118 246,104 248,92',
    'M330,80 C356,76 380,66 404,56',
  ),
}

const bar = bothDecors(FACE, 'x', [
  ...decor('trim', 'M150,66 L194,61 C198,61 198,68 194,68 L150,73 Z'),
  ...decor('line', 'M176,62 L186,50'),
])
const mirror = 'M180,44 C180,36 189,32 202,33 C209,35 210,44 204,48 C195,51 183,51 180,44 Z'

const front: ViewArt = {
  view: 'front',
  caption: { x: 125, y: 14 },
  under: [
    ...decor('shadow', ellipse(125, 182, 56, 6)),
    ...bar,
    ...decor('trim', roundedBox(88, 108, 74, 50, 10)),
    ...decor('tyre', roundedBox(111, 104, 28, 78, 13)),
    ...decor('line', 'M120,150 L130,150', 'M119,158 L131,158', 'M120,166 L130,166'),
  ],
  zones: [
    ...bothSides(FACE, 'x', [
      echo('fork_l', 'M143,92 L151,92 L150,158 L143,158 Z'),
      echo(
        'fairing_l',
        'M150,54 C164,60 174,72 176,88 C176,106 170,124 158,138 L153,104 L156,92 C162,84 162,72 158,64 Z',
      ),
      echo('belly_pan_l', 'M152,142 L160,142 C160,152 156,160 150,164 L142,162 L142,160 L152,160 Z'),
      echo('mirror_l', mirror),
      primary('headlight_l', 'M127,70 C138,67 150,67 158,70 C160,80 156,88 148,94 L134,98 L127,96 Z'),
    ]),
    primary('windshield', centre('M125,24 C137,24 145,30 149,42 C152,51 154,58 156,65 C146,63 136,62 125,65')),
    primary('front_mudguard', centre('M125,101 C136,101 142,107 143,118 L143,140 L137,142 C137,126 134,120 125,120'), {
      x: 125,
      y: 110,
    }),
  ],
  over: bothDecors(FACE, 'x', decor('light', 'M132,74 C140,72 148,72 153,74 L150,80 C144,79 138,79 132,81 Z')),
}

const rear: ViewArt = {
  view: 'rear',
  caption: { x: 125, y: 14 },
  under: [
    ...decor('shadow', ellipse(125, 182, 56, 6)),
    ...bar,
    ...decor('trim', roundedBox(92, 96, 66, 56, 10)),
    ...decor('tyre', roundedBox(108, 104, 34, 78, 14)),
  ],
  zones: [
    echo('windshield', centre('M125,30 C136,30 143,35 146,44 L149,54 L125,52')),
    echo('tank', centre('M125,54 C138,54 147,57 151,64 L125,64')),
    ...bothSides(FACE, 'x', [
      echo('mirror_r', mirror),
      echo('fairing_r', 'M158,64 C168,72 174,82 174,94 C172,104 168,112 160,118 L154,92 L162,76 Z'),
      echo('side_cover_r', 'M151,88 L158,106 C158,116 154,124 148,128 L144,106 Z'),
      echo('swingarm_r', 'M144,132 L153,132 L152,160 L144,160 Z'),
    ]),
    echo('seat_cowl', centre('M125,67 C142,67 152,72 156,80 L148,98 L125,104'), { x: 125, y: 76 }),
    primary('rear_mudguard', centre('M125,116 C136,116 141,118 143,124 L143,150 L125,152'), { x: 125, y: 142 }),
    ...bothSides(FACE, 'x', [primary('taillight_r', 'M126,86 L150,83 L145,94 C140,97 134,99 126,100 Z')]),
  ],
  over: [
    ...decor('plate', roundedBox(108, 126, 34, 24, 2)),
    ...bothDecors(FACE, 'x', decor('light', 'M129,89 L144,87 L142,91 L129,93 Z')),
    ...decor('hub', roundedBox(160, 124, 13, 22, 6)),
  ],
}

const top: ViewArt = {
  view: 'top',
  caption: { x: 330, y: 50 },
  under: [
    ...decor('tyre', roundedBox(76, 101, 104, 24, 12), roundedBox(322, 98, 104, 30, 14)),
    ...decor('trim', along('M226,113 C226,138 240,150 262,150 L318,140 L318,113')),
    ...bothDecors(TOP, 'y', [
      ...decor('trim', 'M208,140 L218,136 L242,182 C244,187 237,190 234,186 Z'),
      ...decor('line', 'M224,166 L208,176'),
    ]),
    ...decor('trim', along('M298,113 C298,124 304,131 316,132 C336,133 354,129 372,125 L372,113')),
    ...decor('hub', 'M346,152 C370,152 392,148 414,142 L416,150 C394,158 370,162 346,160 Z'),
  ],
  zones: [
    echo('front_mudguard', along('M104,113 C104,124 108,129 116,130 L158,129 L160,113')),
    ...bothSides(TOP, 'y', [
      echo('headlight_l', 'M150,115 C151,126 158,134 170,139 L180,132 C174,127 171,121 171,115 Z'),
      echo('fairing_l', 'M173,141 C186,150 206,156 228,156 L236,146 C218,146 200,141 184,134 Z'),
      echo('side_cover_l', 'M262,148 C282,146 296,138 304,130 L316,136 C312,148 296,158 268,160 Z'),
      echo('swingarm_l', 'M322,136 L392,136 L392,143 L322,144 Z'),
      echo('mirror_l', 'M198,172 C190,178 188,190 194,196 C202,200 210,195 211,186 C212,177 206,170 198,172 Z'),
    ]),
    echo('windshield', along('M174,113 C174,122 178,129 186,132 C194,136 202,138 210,138 C205,130 202,122 202,113')),
    primary('screen_center', along('M206,113 C206,121 208,128 213,134 L226,132 C223,126 222,120 222,113')),
    primary('tank', along('M230,113 C230,132 240,144 258,146 C276,145 290,136 296,124 C297,120 297,117 297,113')),
    primary('seat_cowl', along('M374,113 C374,118 374,122 373,127 C392,127 408,124 424,119 C426,117 426,115 426,113')),
    ...bothSides(TOP, 'y', [echo('taillight_l', 'M418,114 L427,114 C427,117 426,119 424,121 L416,123 Z')]),
  ],
  over: decor('line', 'M240,100 C256,92 276,96 290,106', 'M240,126 C256,134 276,130 290,120', 'M312,113 L364,113'),
}

export const MOTORCYCLE: Artwork = artwork([left, rightOf(left), front, top, rear])
