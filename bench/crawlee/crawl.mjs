// Crawlee's CheerioCrawler over the shop of bench/site, as its manual shows
// it: follow the links of the shop, take title, price, brand and GTIN.
// node crawl.mjs START PAGES; prints the number of offers read.
import { CheerioCrawler, Configuration, log } from '@crawlee/cheerio';

const [start, pages] = process.argv.slice(2);
log.setLevel(log.LEVELS.ERROR);
let offers = 0;

const crawler = new CheerioCrawler({
    maxRequestsPerCrawl: Number(pages),
    maxConcurrency: 32,
    minConcurrency: 8,
    async requestHandler({ request, $, enqueueLinks }) {
        if (request.url.includes('/p/')) {
            const cells = $('.specs td');
            const offer = {
                title: $('h1').first().text(),
                price: $('.price').first().text(),
                brand: cells.eq(0).text(),
                gtin: cells.eq(1).text(),
            };
            if (offer.title) offers += 1;
        }
        await enqueueLinks({ regexps: [/\/[pc]\//] });
    },
}, new Configuration({ persistStorage: false, purgeOnStart: true }));

const done = await crawler.run([start]);
console.log(JSON.stringify({ pages: done.requestsFinished, offers }));
