import { Markup } from '../../xml/markup.ts'

/** HTML of a message that is fit to stand within a page of OWA. */
export interface SanitisedHtml {
  readonly html: Markup
  /** Pictures that were left out because they lie on the internet: asking for them would tell their server. */
  readonly blocked: number
}

/** HTML longer than this is cut before it is read: characters. */
const longest = 2_000_000

/**
 * Takes out of a message's HTML whatever could run, load or look like a part of OWA: scripts, styles, forms, frames, ids,
 * pictures of other sites. Links open elsewhere, and say nothing of where they were.
 * @param pictures URL of each inline attachment by its Content-ID
 */
export async function sanitise(html: string, pictures: ReadonlyMap<string, string>): Promise<SanitisedHtml> {
  // Loaded with the first message in HTML: it takes some 50 ms.
  const { default: sanitizeHtml } = await import('sanitize-html')
  let blocked = 0
  const text = sanitizeHtml(html.slice(0, longest), {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'font', 'center', 'del', 'ins'],
    allowedAttributes: {
      a: ['href', 'title', 'rel', 'target'],
      img: ['src', 'alt', 'width', 'height'],
      font: ['color', 'size'],
      '*': ['align', 'valign', 'width', 'height', 'dir', 'lang'],
      table: ['border', 'cellpadding', 'cellspacing'],
      td: ['colspan', 'rowspan', 'bgcolor'],
      th: ['colspan', 'rowspan', 'bgcolor', 'scope'],
      ol: ['start', 'type'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: [] },
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nestingLimit: 100,
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'noopener noreferrer', target: '_blank' } }),
      img: (tagName, { src = '', alt = '', width, height }) => {
        const own = /^cid:/i.test(src) ? pictures.get(src.slice(4)) : undefined
        if (own === undefined) {
          if (src !== '') blocked += 1
          return { tagName: 'span', attribs: {}, text: alt }
        }
        const size = { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) }
        return { tagName, attribs: { src: own, alt, ...size } }
      },
    },
  })
  return { html: new Markup(text), blocked }
}
