// What OWA's and ECP's pages look like: the blue, the thin type and the wide spaces of their time. Written for the lab.

import type { PageResource } from './resources.ts'

const base = `
*{box-sizing:border-box}
html{font:15px/1.45 "Segoe UI",Selawik,"Open Sans","Noto Sans","Helvetica Neue",Arial,sans-serif;color:#262626;background:#fff}
body{margin:0}
a{color:#005fa8;text-decoration:none}
a:hover{text-decoration:underline}
a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible,select:focus-visible{outline:2px solid #0072c6;outline-offset:1px}
h1,h2,h3{font-weight:300;margin:0 0 .6rem}
button,.button{font:inherit;border:1px solid #b3b3b3;background:#f4f4f4;color:#262626;padding:.35rem .9rem;cursor:pointer;display:inline-block}
button:hover,.button:hover{background:#e6f2fa;border-color:#0072c6;text-decoration:none}
button.primary,.button.primary{background:#0072c6;border-color:#0072c6;color:#fff}
button.primary:hover,.button.primary:hover{background:#005a9e}
input[type=text],input[type=password],textarea,select{font:inherit;width:100%;padding:.35rem .5rem;border:1px solid #ababab;background:#fff;color:inherit}
.alert{border-left:4px solid #c00;background:#fdeeee;padding:.6rem .9rem;margin:0 0 1rem}
.note{border-left:4px solid #0072c6;background:#eaf4fb;padding:.6rem .9rem;margin:0 0 1rem}
.hidden{position:absolute;left:-999rem}
.muted{color:#5c5c5c}
`

const logon = `${base}
body{min-height:100vh;display:flex}
.side{background:#0072c6;flex:0 0 34%;min-height:100vh}
main{padding:12vh 3rem 3rem;max-width:32rem;width:100%}
h1{font-size:2.2rem;color:#0072c6;margin-bottom:1.6rem}
label{display:block;margin:1rem 0 .25rem}
fieldset{border:0;padding:0;margin:1.2rem 0 0}
fieldset p{margin:.3rem 0}
fieldset label{display:inline;margin:0 0 0 .4rem}
legend{padding:0;margin-bottom:.3rem}
.signin{margin-top:1.6rem;font-size:1.15rem;background:none;border:0;color:#005fa8;padding:.3rem 0}
.signin:hover{background:none;text-decoration:underline}
@media(max-width:44rem){.side{display:none}main{padding:2rem 1.2rem}}
`

const pages = `${base}
.top{background:#0072c6;color:#fff;display:flex;align-items:center;gap:1.6rem;padding:0 1.2rem;min-height:3rem;flex-wrap:wrap}
.top a{color:#fff}
.top .brand{font-weight:600;margin-right:auto}
.top nav{display:flex;gap:1.2rem}
.top [aria-current]{border-bottom:2px solid #fff}
.frame{display:flex;align-items:stretch;min-height:calc(100vh - 3rem)}
.left{flex:0 0 15rem;background:#f4f4f4;padding:1.2rem 0}
.left ul{list-style:none;margin:0 0 1.2rem;padding:0}
.left li a{display:flex;justify-content:space-between;padding:.3rem 1.2rem;color:#262626}
.left li.in1 a{padding-left:2.2rem}.left li.in2 a{padding-left:3.2rem}.left li.in3 a{padding-left:4.2rem}
.left li a:hover{background:#e6f2fa;text-decoration:none}
.left li a[aria-current]{background:#cde6f7;font-weight:600}
.left .count{color:#005fa8;font-weight:600}
.left form,.left .new{padding:0 1.2rem;margin:0 0 1.2rem}
.left .new .button{width:100%;text-align:center}
main{flex:1;min-width:0;padding:1.2rem 1.6rem}
main>h1{font-size:1.7rem}
table{border-collapse:collapse;width:100%}
th{text-align:left;font-weight:400;color:#5c5c5c}
td form{margin:.3rem 0 0}
#vdirs{font-size:.9rem}
#vdirs .state,#vdirs .state button,#vdirs .internal,#vdirs .external{overflow-wrap:anywhere}
#vdirs .state{min-width:11rem}
.bar label{align-self:center}
td p{margin:0}
th,td{padding:.5rem .6rem;border-bottom:1px solid #e3e3e3;vertical-align:top}
tr.unread td{font-weight:600}
tr.unread td:first-child{box-shadow:inset 4px 0 #0072c6}
td .muted{font-weight:400}
td time{white-space:nowrap}
tbody tr:hover{background:#f3f9fd}
.bar{display:flex;gap:.6rem;flex-wrap:wrap;align-items:flex-start;margin:0 0 1rem}
.bar form{margin:0;display:flex;gap:.3rem}
.bar select{width:auto}
.pager{display:flex;gap:1.2rem;margin-top:1rem}
dl.head{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0 0 1rem}
dl.head dt{color:#5c5c5c}dl.head dd{margin:0}
.body{border-top:1px solid #e3e3e3;padding-top:1rem;overflow-wrap:anywhere}
.body.text{white-space:pre-wrap}
.fields label{display:block;margin:.8rem 0 .2rem}
.fields .check label{display:inline;margin-left:.4rem}
.fields .check{margin:.4rem 0}
textarea{resize:vertical}
#compose textarea{min-height:18rem}
fieldset{border:1px solid #d6d6d6;padding:.6rem 1rem 1rem;margin:1rem 0}
legend{padding:0 .4rem}
.tag{display:inline-block;padding:0 .5rem;background:#fff4ce;border:1px solid #e8c95a;font-size:.85rem}
.week{table-layout:fixed}.week td{height:14rem;border:1px solid #e3e3e3}.week th{border:1px solid #e3e3e3}
.week p{margin:0 0 .5rem;padding:.25rem .4rem;background:#e6f2fa;border-left:3px solid #0072c6;font-size:.9rem}
@media(max-width:52rem){.frame{flex-direction:column}.left{flex:none}main{padding:1rem}}
`

/** A closed envelope. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" fill="#0072c6"/><path d="M2 4h12v8H2z" fill="#fff"/><path d="M2 4l6 5 6-5" fill="none" stroke="#0072c6" stroke-width="1.2"/></svg>'

export const logonStyles: PageResource = { name: 'themes/resources/logon.css', type: 'text/css', text: logon }
export const logonIcon: PageResource = { name: 'themes/resources/favicon.svg', type: 'image/svg+xml', text: icon }
export const pageStyles: PageResource = { name: 'resources/styles/0/pages.css', type: 'text/css', text: pages }
