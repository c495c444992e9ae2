#include "core/country.h"

#include "base/fold.h"
#include "base/mem.h"

#include <string.h>

#define NAME_BYTES_MAX 100

/* ISO 3166-1 alpha-3 and the names in English, German, French and Chinese
 * (Unicode CLDR), folded, letters only, then names seen in notices. */
static const struct {
    const char *code, *names;
} countries[] = {
    { "AD", "|and|andorra|andorre|安道尔|" },
    { "AE", "|are|unitedarabemirates|vereinigtearabischeemirate|"
            "émiratsarabesunis|阿拉伯联合酋长国|uae|vae|emirates|" },
    { "AF", "|afg|afghanistan|阿富汗|" },
    { "AG", "|atg|antiguabarbuda|antiguaundbarbuda|antiguaetbarbuda|"
            "安提瓜和巴布达|" },
    { "AI", "|aia|anguilla|安圭拉|" },
    { "AL", "|alb|albania|albanien|albanie|阿尔巴尼亚|" },
    { "AM", "|arm|armenia|armenien|arménie|亚美尼亚|" },
    { "AO", "|ago|angola|安哥拉|" },
    { "AQ", "|ata|antarctica|antarktis|antarctique|南极洲|" },
    { "AR", "|arg|argentina|argentinien|argentine|阿根廷|" },
    { "AS",
        "|asm|americansamoa|amerikanischsamoa|samoaaméricaines|美属萨摩亚|" },
    { "AT", "|aut|austria|österreich|autriche|奥地利|" },
    { "AU", "|aus|australia|australien|australie|澳大利亚|" },
    { "AW", "|abw|aruba|阿鲁巴|" },
    { "AX", "|ala|ålandislands|ålandinseln|îlesåland|奥兰群岛|" },
    { "AZ", "|aze|azerbaijan|aserbaidschan|azerbaïdjan|阿塞拜疆|" },
    { "BA", "|bih|bosniaherzegovina|bosnienundherzegowina|bosnieherzégovine|"
            "波斯尼亚和黑塞哥维那|bosnia|bosnien|bosnieherzegowina|" },
    { "BB", "|brb|barbados|barbade|巴巴多斯|" },
    { "BD", "|bgd|bangladesh|bangladesch|孟加拉国|" },
    { "BE", "|bel|belgium|belgien|belgique|比利时|" },
    { "BF", "|bfa|burkinafaso|布基纳法索|" },
    { "BG", "|bgr|bulgaria|bulgarien|bulgarie|保加利亚|" },
    { "BH", "|bhr|bahrain|bahreïn|巴林|" },
    { "BI", "|bdi|burundi|布隆迪|" },
    { "BJ", "|ben|benin|bénin|贝宁|" },
    { "BL", "|blm|stbarthélemy|saintbarthélemy|圣巴泰勒米|" },
    { "BM", "|bmu|bermuda|bermudes|百慕大|" },
    { "BN", "|brn|brunei|bruneidarussalam|文莱|" },
    { "BO", "|bol|bolivia|bolivien|bolivie|玻利维亚|" },
    { "BQ", "|bes|caribbeannetherlands|karibischeniederlande|paysbascaribéens|"
            "荷属加勒比区|" },
    { "BR", "|bra|brazil|brasilien|brésil|巴西|" },
    { "BS", "|bhs|bahamas|巴哈马|thebahamas|" },
    { "BT", "|btn|bhutan|bhoutan|不丹|" },
    { "BV", "|bvt|bouvetisland|bouvetinsel|îlebouvet|布韦岛|" },
    { "BW", "|bwa|botswana|botsuana|博茨瓦纳|" },
    { "BY", "|blr|belarus|biélorussie|白俄罗斯|whiterussia|" },
    { "BZ", "|blz|belize|伯利兹|" },
    { "CA", "|can|canada|kanada|加拿大|" },
    { "CC", "|cck|cocoskeelingislands|kokosinseln|îlescocos|科科斯基林群岛|" },
    { "CD", "|cod|congokinshasa|kongokinshasa|刚果金|drcongo|"
            "democraticrepublicofthecongo|" },
    { "CF", "|caf|centralafricanrepublic|zentralafrikanischerepublik|"
            "républiquecentrafricaine|中非共和国|" },
    { "CG", "|cog|congobrazzaville|kongobrazzaville|刚果布|congo|kongo|" },
    { "CH", "|che|switzerland|schweiz|suisse|瑞士|swissconfederation|"
            "schweizerischeeidgenossenschaft|" },
    { "CI",
        "|civ|côtedivoire|科特迪瓦|ivorycoast|elfenbeinküste|cotedivoire|" },
    { "CK", "|cok|cookislands|cookinseln|îlescook|库克群岛|" },
    { "CL", "|chl|chile|chili|智利|" },
    { "CM", "|cmr|cameroon|kamerun|cameroun|喀麦隆|" },
    { "CN", "|chn|china|chine|中国|prc|prchina|chinaprc|peoplesrepublicofchina|"
            "thepeoplesrepublicofchina|vrchina|volksrepublikchina|"
            "républiquepopulairedechine|rpchine|mainlandchina|chinamainland|"
            "中国大陆|中华人民共和国|中國|madeinchina|国产|大陆|" },
    { "CO", "|col|colombia|kolumbien|colombie|哥伦比亚|" },
    { "CR", "|cri|costarica|哥斯达黎加|" },
    { "CU", "|cub|cuba|kuba|古巴|" },
    { "CV", "|cpv|capeverde|caboverde|capvert|佛得角|kapverden|" },
    { "CW", "|cuw|curaçao|库拉索|" },
    { "CX", "|cxr|christmasisland|weihnachtsinsel|îlechristmas|圣诞岛|" },
    { "CY", "|cyp|cyprus|zypern|chypre|塞浦路斯|" },
    { "CZ",
        "|cze|czechia|tschechien|tchéquie|捷克|czechrepublic|thechzechrepublic|"
        "tschechischerepublik|républiquetchèque|捷克共和国|" },
    { "DE", "|deu|germany|deutschland|allemagne|德国|federalrepublicofgermany|"
            "bundesrepublikdeutschland|brd|ger|德國|" },
    { "DJ", "|dji|djibouti|dschibuti|吉布提|" },
    { "DK", "|dnk|denmark|dänemark|danemark|丹麦|" },
    { "DM", "|dma|dominica|dominique|多米尼克|" },
    { "DO", "|dom|dominicanrepublic|dominikanischerepublik|"
            "républiquedominicaine|多米尼加共和国|dominicanrep|" },
    { "DZ", "|dza|algeria|algerien|algérie|阿尔及利亚|" },
    { "EC", "|ecu|ecuador|équateur|厄瓜多尔|" },
    { "EE", "|est|estonia|estland|estonie|爱沙尼亚|" },
    { "EG", "|egy|egypt|ägypten|égypte|埃及|" },
    { "EH", "|esh|westernsahara|westsahara|saharaoccidental|西撒哈拉|" },
    { "ER", "|eri|eritrea|érythrée|厄立特里亚|" },
    { "ES", "|esp|spain|spanien|espagne|西班牙|" },
    { "ET", "|eth|ethiopia|äthiopien|éthiopie|埃塞俄比亚|" },
    { "FI", "|fin|finland|finnland|finlande|芬兰|" },
    { "FJ", "|fji|fiji|fidschi|fidji|斐济|" },
    { "FK", "|flk|falklandislands|falklandinseln|îlesmalouines|福克兰群岛|" },
    { "FM", "|fsm|micronesia|mikronesien|micronésie|密克罗尼西亚|" },
    { "FO", "|fro|faroeislands|färöer|îlesféroé|法罗群岛|" },
    { "FR", "|fra|france|frankreich|法国|法國|" },
    { "GA", "|gab|gabon|gabun|加蓬|" },
    { "GB", "|gbr|unitedkingdom|vereinigteskönigreich|royaumeuni|英国|uk|"
            "england|scotland|wales|northernireland|greatbritain|"
            "grossbritannien|grandebretagne|britain|theunitedkingdom|英國|"
            "unitedkingdomofgreatbritainandnorthernireland|" },
    { "GD", "|grd|grenada|grenade|格林纳达|" },
    { "GE", "|geo|georgia|georgien|géorgie|格鲁吉亚|" },
    { "GF",
        "|guf|frenchguiana|französischguayana|guyanefrançaise|法属圭亚那|" },
    { "GG", "|ggy|guernsey|guernesey|根西岛|" },
    { "GH", "|gha|ghana|加纳|" },
    { "GI", "|gib|gibraltar|直布罗陀|" },
    { "GL", "|grl|greenland|grönland|groenland|格陵兰|" },
    { "GM", "|gmb|gambia|gambie|冈比亚|thegambia|" },
    { "GN", "|gin|guinea|guinée|几内亚|" },
    { "GP", "|glp|guadeloupe|瓜德罗普|" },
    { "GQ", "|gnq|equatorialguinea|äquatorialguinea|guinéeéquatoriale|"
            "赤道几内亚|" },
    { "GR", "|grc|greece|griechenland|grèce|希腊|hellas|el|" },
    { "GS", "|sgs|southgeorgiasouthsandwichislands|"
            "südgeorgienunddiesüdlichensandwichinseln|"
            "géorgiedusudetlesîlessandwichdusud|南乔治亚和南桑威奇群岛|" },
    { "GT", "|gtm|guatemala|危地马拉|" },
    { "GU", "|gum|guam|关岛|" },
    { "GW", "|gnb|guineabissau|guinéebissau|几内亚比绍|" },
    { "GY", "|guy|guyana|圭亚那|" },
    { "HK",
        "|hkg|hongkongsarchina|sonderverwaltungsregionhongkong|"
        "raschinoisedehongkong|中国香港特别行政区|hongkong|中国香港|香港|" },
    { "HM", "|hmd|heardmcdonaldislands|heardundmcdonaldinseln|"
            "îlesheardetmacdonald|赫德岛和麦克唐纳群岛|" },
    { "HN", "|hnd|honduras|洪都拉斯|" },
    { "HR", "|hrv|croatia|kroatien|croatie|克罗地亚|" },
    { "HT", "|hti|haiti|haïti|海地|" },
    { "HU", "|hun|hungary|ungarn|hongrie|匈牙利|" },
    { "ID", "|idn|indonesia|indonesien|indonésie|印度尼西亚|" },
    { "IE", "|irl|ireland|irland|irlande|爱尔兰|" },
    { "IL", "|isr|israel|israël|以色列|" },
    { "IM", "|imn|isleofman|îledeman|马恩岛|" },
    { "IN", "|ind|india|indien|inde|印度|" },
    { "IO", "|iot|britishindianoceanterritory|"
            "britischesterritoriumimindischenozean|"
            "territoirebritanniquedelocéanindien|英属印度洋领地|" },
    { "IQ", "|irq|iraq|irak|伊拉克|" },
    { "IR", "|irn|iran|伊朗|islamicrepublicofiran|" },
    { "IS", "|isl|iceland|island|islande|冰岛|" },
    { "IT", "|ita|italy|italien|italie|意大利|義大利|" },
    { "JE", "|jey|jersey|泽西岛|" },
    { "JM", "|jam|jamaica|jamaika|jamaïque|牙买加|" },
    { "JO", "|jor|jordan|jordanien|jordanie|约旦|" },
    { "JP", "|jpn|japan|japon|日本|nippon|日本国|" },
    { "KE", "|ken|kenya|kenia|肯尼亚|" },
    { "KG", "|kgz|kyrgyzstan|kirgisistan|kirghizstan|吉尔吉斯斯坦|" },
    { "KH", "|khm|cambodia|kambodscha|cambodge|柬埔寨|" },
    { "KI", "|kir|kiribati|基里巴斯|" },
    { "KM", "|com|comoros|komoren|comores|科摩罗|" },
    { "KN", "|kna|stkittsnevis|stkittsundnevis|saintchristopheetniévès|"
            "圣基茨和尼维斯|" },
    { "KP", "|prk|northkorea|nordkorea|coréedunord|朝鲜|dprk|" },
    { "KR", "|kor|southkorea|südkorea|coréedusud|韩国|korea|republicofkorea|"
            "korearepublicof|大韩民国|韓國|therepublicofkorea|korearepublic|" },
    { "KW", "|kwt|kuwait|koweït|科威特|" },
    { "KY", "|cym|caymanislands|kaimaninseln|îlescaïmans|开曼群岛|" },
    { "KZ", "|kaz|kazakhstan|kasachstan|哈萨克斯坦|" },
    { "LA", "|lao|laos|老挝|laopdr|" },
    { "LB", "|lbn|lebanon|libanon|liban|黎巴嫩|" },
    { "LC", "|lca|stlucia|saintelucie|圣卢西亚|" },
    { "LI", "|lie|liechtenstein|列支敦士登|" },
    { "LK", "|lka|srilanka|斯里兰卡|" },
    { "LR", "|lbr|liberia|利比里亚|" },
    { "LS", "|lso|lesotho|莱索托|" },
    { "LT", "|ltu|lithuania|litauen|lituanie|立陶宛|" },
    { "LU", "|lux|luxembourg|luxemburg|卢森堡|" },
    { "LV", "|lva|latvia|lettland|lettonie|拉脱维亚|" },
    { "LY", "|lby|libya|libyen|libye|利比亚|" },
    { "MA", "|mar|morocco|marokko|maroc|摩洛哥|" },
    { "MC", "|mco|monaco|摩纳哥|" },
    { "MD", "|mda|moldova|republikmoldau|moldavie|摩尔多瓦|moldavia|"
            "republicofmoldova|" },
    { "ME", "|mne|montenegro|monténégro|黑山|" },
    { "MF", "|maf|stmartin|saintmartin|法属圣马丁|" },
    { "MG", "|mdg|madagascar|madagaskar|马达加斯加|" },
    { "MH", "|mhl|marshallislands|marshallinseln|îlesmarshall|马绍尔群岛|" },
    { "MK", "|mkd|northmacedonia|nordmazedonien|macédoinedunord|北马其顿|"
            "macedonia|mazedonien|macédoine|" },
    { "ML", "|mli|mali|马里|" },
    { "MM", "|mmr|myanmarburma|myanmar|myanmarbirmanie|缅甸|burma|birma|" },
    { "MN", "|mng|mongolia|mongolei|mongolie|蒙古|" },
    { "MO",
        "|mac|macaosarchina|sonderverwaltungsregionmacau|raschinoisedemacao|"
        "中国澳门特别行政区|macau|macao|中国澳门|澳门|" },
    { "MP", "|mnp|northernmarianaislands|nördlichemarianen|îlesmariannesdunord|"
            "北马里亚纳群岛|" },
    { "MQ", "|mtq|martinique|马提尼克|" },
    { "MR", "|mrt|mauritania|mauretanien|mauritanie|毛里塔尼亚|" },
    { "MS", "|msr|montserrat|蒙特塞拉特|" },
    { "MT", "|mlt|malta|malte|马耳他|" },
    { "MU", "|mus|mauritius|maurice|毛里求斯|" },
    { "MV", "|mdv|maldives|malediven|马尔代夫|" },
    { "MW", "|mwi|malawi|马拉维|" },
    { "MX", "|mex|mexico|mexiko|mexique|墨西哥|" },
    { "MY", "|mys|malaysia|malaisie|马来西亚|" },
    { "MZ", "|moz|mozambique|mosambik|莫桑比克|" },
    { "NA", "|nam|namibia|namibie|纳米比亚|" },
    { "NC", "|ncl|newcaledonia|neukaledonien|nouvellecalédonie|新喀里多尼亚|" },
    { "NE", "|ner|niger|尼日尔|" },
    { "NF", "|nfk|norfolkisland|norfolkinsel|îlenorfolk|诺福克岛|" },
    { "NG", "|nga|nigeria|尼日利亚|" },
    { "NI", "|nic|nicaragua|尼加拉瓜|" },
    { "NL", "|nld|netherlands|niederlande|paysbas|荷兰|holland|thenetherlands|"
            "荷蘭|" },
    { "NO", "|nor|norway|norwegen|norvège|挪威|" },
    { "NP", "|npl|nepal|népal|尼泊尔|" },
    { "NR", "|nru|nauru|瑙鲁|" },
    { "NU", "|niu|niue|纽埃|" },
    { "NZ", "|nzl|newzealand|neuseeland|nouvellezélande|新西兰|" },
    { "OM", "|omn|oman|阿曼|" },
    { "PA", "|pan|panama|巴拿马|" },
    { "PE", "|per|peru|pérou|秘鲁|" },
    { "PF", "|pyf|frenchpolynesia|französischpolynesien|polynésiefrançaise|"
            "法属波利尼西亚|" },
    { "PG", "|png|papuanewguinea|papuaneuguinea|papouasienouvelleguinée|"
            "巴布亚新几内亚|" },
    { "PH", "|phl|philippines|philippinen|菲律宾|thephilippines|" },
    { "PK", "|pak|pakistan|巴基斯坦|" },
    { "PL", "|pol|poland|polen|pologne|波兰|" },
    { "PM", "|spm|stpierremiquelon|stpierreundmiquelon|saintpierreetmiquelon|"
            "圣皮埃尔和密克隆群岛|" },
    { "PN", "|pcn|pitcairnislands|pitcairninseln|îlespitcairn|皮特凯恩群岛|" },
    { "PR", "|pri|puertorico|portorico|波多黎各|" },
    { "PS", "|pse|palestinianterritories|palästinensischeautonomiegebiete|"
            "territoirespalestiniens|巴勒斯坦领土|palestine|palästina|" },
    { "PT", "|prt|portugal|葡萄牙|" },
    { "PW", "|plw|palau|palaos|帕劳|" },
    { "PY", "|pry|paraguay|巴拉圭|" },
    { "QA", "|qat|qatar|katar|卡塔尔|" },
    { "RE", "|reu|réunion|laréunion|留尼汪|" },
    { "RO", "|rou|romania|rumänien|roumanie|罗马尼亚|" },
    { "RS", "|srb|serbia|serbien|serbie|塞尔维亚|" },
    { "RU", "|rus|russia|russland|russie|俄罗斯|russianfederation|"
            "russischeföderation|俄国|" },
    { "RW", "|rwa|rwanda|ruanda|卢旺达|" },
    { "SA", "|sau|saudiarabia|saudiarabien|arabiesaoudite|沙特阿拉伯|" },
    { "SB", "|slb|solomonislands|salomonen|îlessalomon|所罗门群岛|" },
    { "SC", "|syc|seychelles|seychellen|塞舌尔|" },
    { "SD", "|sdn|sudan|soudan|苏丹|" },
    { "SE", "|swe|sweden|schweden|suède|瑞典|" },
    { "SG", "|sgp|singapore|singapur|singapour|新加坡|" },
    { "SH", "|shn|sthelena|saintehélène|圣赫勒拿|" },
    { "SI", "|svn|slovenia|slowenien|slovénie|斯洛文尼亚|" },
    { "SJ", "|sjm|svalbardjanmayen|spitzbergenundjanmayen|svalbardetjanmayen|"
            "斯瓦尔巴和扬马延|" },
    { "SK", "|svk|slovakia|slowakei|slovaquie|斯洛伐克|slovakrepublic|"
            "slowakischerepublik|" },
    { "SL", "|sle|sierraleone|塞拉利昂|" },
    { "SM", "|smr|sanmarino|saintmarin|圣马力诺|" },
    { "SN", "|sen|senegal|sénégal|塞内加尔|" },
    { "SO", "|som|somalia|somalie|索马里|" },
    { "SR", "|sur|suriname|苏里南|" },
    { "SS", "|ssd|southsudan|südsudan|soudandusud|南苏丹|" },
    { "ST", "|stp|sãotomépríncipe|sãotoméundpríncipe|saotoméetprincipe|"
            "圣多美和普林西比|" },
    { "SV", "|slv|elsalvador|salvador|萨尔瓦多|" },
    { "SX", "|sxm|sintmaarten|saintmartinpartienéerlandaise|荷属圣马丁|" },
    { "SY", "|syr|syria|syrien|syrie|叙利亚|syrianarabrepublic|" },
    { "SZ", "|swz|eswatini|斯威士兰|swaziland|" },
    { "TC", "|tca|turkscaicosislands|turksundcaicosinseln|îlesturquesetcaïques|"
            "特克斯和凯科斯群岛|" },
    { "TD", "|tcd|chad|tschad|tchad|乍得|" },
    { "TF", "|atf|frenchsouthernterritories|französischesüdundantarktisgebiete|"
            "terresaustralesfrançaises|法属南部领地|" },
    { "TG", "|tgo|togo|多哥|" },
    { "TH", "|tha|thailand|thaïlande|泰国|" },
    { "TJ", "|tjk|tajikistan|tadschikistan|tadjikistan|塔吉克斯坦|" },
    { "TK", "|tkl|tokelau|托克劳|" },
    { "TL", "|tls|timorleste|timororiental|东帝汶|" },
    { "TM", "|tkm|turkmenistan|turkménistan|土库曼斯坦|" },
    { "TN", "|tun|tunisia|tunesien|tunisie|突尼斯|" },
    { "TO", "|ton|tonga|汤加|" },
    { "TR", "|tur|turkey|türkei|turquie|土耳其|turkiye|türkiye|"
            "republicoftürkiye|" },
    { "TT", "|tto|trinidadtobago|trinidadundtobago|trinitéettobago|"
            "特立尼达和多巴哥|" },
    { "TV", "|tuv|tuvalu|图瓦卢|" },
    { "TW", "|twn|taiwan|taïwan|台湾|taiwanchina|taiwanprovinceofchina|"
            "中国台湾|台灣|taiwanroc|republicofchina|" },
    { "TZ",
        "|tza|tanzania|tansania|tanzanie|坦桑尼亚|unitedrepublicoftanzania|" },
    { "UA", "|ukr|ukraine|乌克兰|" },
    { "UG", "|uga|uganda|ouganda|乌干达|" },
    { "UM", "|umi|usoutlyingislands|amerikanischeüberseeinseln|"
            "îlesmineureséloignéesdesétatsunis|美国本土外小岛屿|" },
    { "US", "|usa|unitedstates|vereinigtestaaten|étatsunis|美国|us|"
            "unitedstatesofamerica|theunitedstates|etatsunis|amerika|"
            "vereinigtestaatenvonamerika|美國|america|" },
    { "UY", "|ury|uruguay|乌拉圭|" },
    { "UZ", "|uzb|uzbekistan|usbekistan|ouzbékistan|乌兹别克斯坦|" },
    { "VA", "|vat|vaticancity|vatikanstadt|étatdelacitéduvatican|梵蒂冈|"
            "vatican|vatikan|holysee|" },
    { "VC", "|vct|stvincentgrenadines|stvincentunddiegrenadinen|"
            "saintvincentetlesgrenadines|圣文森特和格林纳丁斯|" },
    { "VE", "|ven|venezuela|委内瑞拉|" },
    { "VG", "|vgb|britishvirginislands|britischejungferninseln|"
            "îlesviergesbritanniques|英属维尔京群岛|" },
    { "VI", "|vir|usvirginislands|amerikanischejungferninseln|"
            "îlesviergesdesétatsunis|美属维尔京群岛|" },
    { "VN", "|vnm|vietnam|viêtnam|越南|socialistrepublicofvietnam|"
            "越南社会主义共和国|" },
    { "VU", "|vut|vanuatu|瓦努阿图|" },
    { "WF",
        "|wlf|wallisfutuna|wallisundfutuna|wallisetfutuna|瓦利斯和富图纳|" },
    { "WS", "|wsm|samoa|萨摩亚|" },
    { "XK", "|xkk|kosovo|科索沃|" },
    { "YE", "|yem|yemen|jemen|yémen|也门|" },
    { "YT", "|myt|mayotte|马约特|" },
    { "ZA", "|zaf|southafrica|südafrika|afriquedusud|南非|" },
    { "ZM", "|zmb|zambia|sambia|zambie|赞比亚|" },
    { "ZW", "|zwe|zimbabwe|simbabwe|津巴布韦|" },
};

/* Folded letters and digits between bars: "|peoplesrepublicofchina|". */
static int
make_key(struct buf *out, struct str name)
{
    struct buf folded = BUF_MAX(NAME_BYTES_MAX * 9);
    int rc = fold_key(&folded, name);

    buf_addc(out, '|');
    for (size_t i = 0; rc == 0 && i < folded.len; i++) {
        unsigned char c = (unsigned char)folded.p[i];

        /* General Punctuation, U+2000 to U+203F */
        if (c == 0xE2 && i + 2 < folded.len &&
            (unsigned char)folded.p[i + 1] == 0x80)
            i += 2;
        else if (c == 0xC2 && i + 1 < folded.len) /* Latin-1 signs */
            i++;
        else if (c >= 0x80 || str_is_alnum((char)c))
            buf_addc(out, (char)c);
    }
    buf_addc(out, '|');
    buf_clear(&folded);
    return rc == 0 && out->len > 2 ? 0 : -1;
}

int
country_find(struct str name, char out[COUNTRY_BYTES])
{
    struct buf key = BUF_MAX(NAME_BYTES_MAX * 9 + 8);
    int rc = -1;

    name = str_trim(name);
    if (name.len == 0 || name.len > NAME_BYTES_MAX)
        return -1;
    if (make_key(&key, name) == 0)
        for (size_t i = 0; i < COUNT(countries) && rc != 0; i++)
            if ((key.len == 4 && str_eq_nocase((struct str){ key.p + 1, 2 },
                                     str_of(countries[i].code))) ||
                strstr(countries[i].names, buf_text(&key)) != NULL) {
                memcpy(out, countries[i].code, COUNTRY_BYTES);
                rc = 0;
            }
    buf_clear(&key);
    return rc;
}
