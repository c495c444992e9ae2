/* Names of fields before their values.
 * Lower case, as shops of the EU, the United Kingdom, the United States and
 * China write them; see struct lexicon_group for the form. */
#include "crawler/lexicon.h"

/* clang-format off */
const struct lexicon_group lexicon_label[] = {
    { LEXICON_LABEL, LABEL_SKU,
        "id produto|id produktu|id do produto|código do artigo|ad id|"
        "ad number|anzeigen-id|anzeigennummer|anzeigen-nr|anzeigen-nr.|"
        "inserat-nr|inserat-nr.|inseratnummer|annuncio n|קוד מוצר|מק״ט|sku|"
        "item #|item no|item no.|item number|item num|item code|item id|"
        "product code|product id|product number|product no|product no.|"
        "product #|article number|article no|article no.|art. no|art. no.|"
        "part #|stock code|stock number|catalogue number|catalog number|"
        "cat. no|cat no|catalog #|model/sku|sku #|sku no|sku number|style|"
        "style #|style no|style number|style code|asin|webid|web id|web code|"
        "order code|order number|listing id|lot number|internet #|item|"
        "stock no|code|reference number|ref|ref.|reference|sku code|"
        "listing number|ebay item number|id|art.-nr|art.-nr.|art.nr|art.nr.|"
        "art-nr|art-nr.|artnr|artikelnr|artikelnr.|artikelnummer|artikel-nr|"
        "artikel-nr.|art. nr|art. nr.|artikel nr|artikel nr.|artikel-nummer|"
        "bestellnummer|bestell-nr|bestell-nr.|bestellnr|best.-nr|best.-nr.|"
        "produktnummer|produktnr|produkt-nr|produkt-nr.|produktcode|"
        "produkt-id|artikelcode|artikel-id|ebay-artikelnummer|angebotsnummer|"
        "商品编号|商品编码|货号|产品编号|商品id|产品货号|商品货号|物料编号|"
        "編號|商品編號|貨號|商品代號|宝贝编号|référence|réf|réf.|"
        "code article|code produit|référence produit|n° article|"
        "référence interne|referencia|código|cód|cód.|código de producto|"
        "código del producto|código do produto|ref. artículo|codice|cod|cod.|"
        "codice prodotto|codice articolo|cod. articolo|riferimento|"
        "productcode|productnummer|bestelnummer|referência|kod produktu|"
        "nr produktu|nr artykułu|indeks|symbol|numer katalogowy|артикул|"
        "код товара|код|арт|арт.|kód produktu|kód|kód tovaru|číslo produktu|"
        "objednací číslo|katalogové číslo|varenummer|varenr|varenr.|"
        "tuotenumero|tuotekoodi|cikkszám|cod produs|šifra|šifra artikla|"
        "tootekood|preces kods|상품번호|상품코드|商品番号|品番|型番コード|"
        "מק\"ט|מקט|رقم المنتج|رمز المنتج" },
    { LEXICON_LABEL, LABEL_GTIN,
        "gtin|ean|upc|ean-13|ean13|ean code|upc code|ean-code|ean/gtin|"
        "gtin/ean|ean / gtin|upc/ean|ean/upc|upc / ean|barcode|bar code|isbn|"
        "isbn-13|isbn13|isbn 13|isbn/ean|jan|jan code|universal product code|"
        "gtin-13|gtin13|gtin-14|gtin 14|manufacturer's ean|"
        "global trade identification number|product barcode|ean-nr|ean-nr.|"
        "ean nummer|ean-nummer|strichcode|barcode-nummer|gtin-nr|gtin-nr.|"
        "eancode|条形码|商品条码|条码|国际标准书号|商品條碼|條碼|国际条码|"
        "69码|code ean|code-barres|code barre|código de barras|código ean|"
        "codice ean|codice a barre|streepjescode|kod ean|kod kreskowy|"
        "штрихкод|штрих-код|kód ean|ean kód|čiarový kód|čárový kód|"
        "viivakoodi|streckkod|바코드|janコード" },
    { LEXICON_LABEL, LABEL_ISBN10,
        "isbn-10|isbn10|isbn 10" },
    { LEXICON_LABEL, LABEL_BRAND,
        "brand|brand name|by brand|product brand|make|label|marke|markenname|"
        "品牌|品牌名称|品牌名稱|marque|marca|merk|marka|бренд|марка|"
        "torговая марка|торговая марка|značka|märke|varumærke|mærke|merke|"
        "tuotemerkki|merkki|márka|marcă|blagovna znamka|zīmols|bränd|브랜드|"
        "ブランド|メーカー名|מותג|ماركة|العلامة التجارية" },
    { LEXICON_LABEL, LABEL_MODEL,
        "model|model number|model no|model no.|model #|model name|model code|"
        "item model number|model id|modell|modellnummer|modell-nr|modell-nr.|"
        "modellbezeichnung|modellname|typ|typenbezeichnung|modellnr|"
        "modellnr.|artikelmodell|型号|产品型号|商品型号|型號|規格型號|"
        "规格型号|modèle|référence modèle|numéro du modèle|numéro de modèle|"
        "modelo|número de modelo|modello|numero modello|numero di modello|"
        "modelnummer|модель|malli|모델명|모델|型番|モデル|דגם|typový kód" },
    { LEXICON_LABEL, LABEL_MPN,
        "mpn|manufacturer part number|manufacturer's part number|"
        "mfr part number|mfr. part number|mfr part #|mfg part number|"
        "mfg part #|mfr #|mfr. #|mfr no|part number|part no|part no.|"
        "manufacturer number|manufacturer reference|"
        "manufacturer's reference number|mfg. #|manufacturer code|"
        "herstellernummer|hersteller-nr|hersteller-nr.|herstellernr|"
        "herstellernr.|hersteller-artikelnummer|hersteller-art.-nr|"
        "hersteller-art.-nr.|herstellerartikelnummer|teilenummer|mfr|mfr.|"
        "herst.-nr|herst.-nr.|herstellerreferenz|制造商零件编号|厂商型号|"
        "原厂编号|référence fabricant|référence du fabricant|"
        "numéro de pièce*|référence constructeur|referencia del fabricante|"
        "número de pieza*|codice produttore|codice del produttore|"
        "numero di serie del*|fabrikantcode|kod producenta|код производителя|"
        "артикул производителя|tillverkarens artikelnummer" },
    { LEXICON_LABEL, LABEL_MANUFACTURER,
        "manufacturer|manufacturer details|manufacturer information|"
        "manufacturer info|manufacturer name|manufactured by|made by|"
        "producer|mfg by|about the manufacturer|manufacturer contact|"
        "manufacturer's details|manufacturer address|manufacturer/importer|"
        "manufacturer & importer|importer|imported by|hersteller|"
        "herstellerinformation|herstellerinformationen|"
        "hersteller-informationen|herstellerangaben|angaben zum hersteller|"
        "hersteller/importeur|hergestellt von|name des herstellers|"
        "informationen zum hersteller|herstellerdaten|herstelleradresse|"
        "hersteller gemäß gpsr|importeur|hersteller oder importeur|"
        "inverkehrbringer|verantwortlicher hersteller|制造商|生产商|生产企业|"
        "生产厂家|生产者|厂家|制造商信息|生产厂商|生产单位|制造企业|制造者|"
        "制造厂商|进口商|厂商|製造商|生產商|生产企业名称|制造商名称|厂名|"
        "委托方|注册人|fabricant|informations fabricant|"
        "informations sur le fabricant|informations du fabricant|"
        "fabriqué par|fabricante|información del fabricante|"
        "datos del fabricante|produttore|informazioni sul produttore|"
        "dati del produttore|fabbricante|fabrikant|gegevens fabrikant|"
        "informatie fabrikant|producent|dane producenta|"
        "informacje o producencie|изготовитель|производитель|výrobce|výrobca|"
        "tillverkare|valmistaja|gyártó|producător|κατασκευαστής|производител|"
        "proizvajalec|proizvođač|ražotājs|gamintojas|tootja|제조사|제조자|"
        "製造元|メーカー|製造者|publisher|vendor|verlag|éditeur|editorial|"
        "uitgever|uitgeverij|editore|wydawnictwo|издательство|出版社|出版商|"
        "förlag|forlag|kustantaja|nakladatelství" },
    { LEXICON_LABEL, LABEL_RESPONSIBLE,
        "eu responsible person|responsible person|"
        "responsible person for the eu|responsible person in the eu|"
        "eu responsible*|eu representative|authorised representative|"
        "authorized representative|eu authorised representative|"
        "responsible economic operator|eu rep|ec rep|economic operator|"
        "responsible party|responsible person eu|eu-responsible person|"
        "eu importer|gpsr responsible person|eu rep.|verantwortliche person|"
        "verantwortliche person für die eu|verantwortliche person in der eu|"
        "eu-verantwortlicher|eu verantwortlicher|verantwortlicher in der eu|"
        "verantwortlicher für die eu|verantwortlicher wirtschaftsakteur|"
        "eu-bevollmächtigter|bevollmächtigter|eu-verantwortliche person|"
        "eu verantwortliche person|in der eu ansässiger*|"
        "verantwortliche person (eu)|eu-wirtschaftsakteur|"
        "bevollmächtigter in der eu|eu-ansprechpartner|verantwortlicher|"
        "欧盟负责人|欧盟责任人|欧代|欧盟授权代表|欧盟代表|歐盟負責人|"
        "欧盟授权代理|personne responsable|personne responsable dans l'ue|"
        "personne responsable ue|responsable ue|responsable dans l'ue|"
        "persona responsable|responsable en la ue|responsable de la ue|"
        "persona responsable en la ue|persona responsabile|"
        "persona responsabile ue|responsabile ue|"
        "persona responsabile per l'ue|verantwoordelijke persoon|"
        "verantwoordelijke in de eu|eu-verantwoordelijke|"
        "verantwoordelijke persoon in de eu|osoba odpowiedzialna|"
        "podmiot odpowiedzialny|osoba odpowiedzialna w ue|"
        "podmiot odpowiedzialny w ue|odpovědná osoba|zodpovedná osoba|"
        "ansvarig person|ansvarlig person|vastuuhenkilö|felelős személy|"
        "persoana responsabilă|υπεύθυνο πρόσωπο|отговорно лице|"
        "odgovorna oseba|odgovorna osoba|vastutav isik|atbildīgā persona|"
        "atsakingas asmuo" },
    { LEXICON_LABEL, LABEL_SELLER,
        "sold by|seller|seller information|seller info|sold and shipped by|"
        "sold & shipped by|ships from and sold by|"
        "dispatched from and sold by|shipped and sold by|seller name|store|"
        "merchant|shop owner|about the seller|marketplace seller|"
        "business seller information|offered by|verkauf durch|verkauft von|"
        "verkäufer|verkauf und versand durch|verkauf und versand|"
        "verkauf & versand durch|verkauf & versand|anbieter|händler|"
        "verkäuferinformationen|rechtliche informationen des verkäufers|"
        "verkauft und versandt von|verkauft & versendet von|"
        "verkauft und versendet von|shop|angebot von|"
        "impressum des verkäufers|anbieterinformationen|卖家|店铺|商家|掌柜|"
        "店铺名称|卖家名称|商家名称|公司名称|供应商|賣家|店家|賣家名稱|"
        "旗舰店名|店铺名|经营者|销售商|vendu par|vendeur|"
        "vendu et expédié par|vendido por|vendedor|vendido y enviado por|"
        "venduto da|venditore|venduto e spedito da|verkoper|verkocht door|"
        "verkoop door|verkoop en verzending door|vendido e entregue por|"
        "sprzedawca|sprzedaje|sprzedawane przez|продавец|продаёт|prodejce|"
        "predajca|säljare|sælger|myyjä|eladó|vânzător|판매자|販売元|出品者|"
        "ショップ" },
    { LEXICON_LABEL, LABEL_WARNINGS,
        "warning|warnings|safety warning|safety warnings|safety information|"
        "caution|safety instructions|choking hazard|"
        "warnings and safety information|warnings & safety information|"
        "safety notice|precautions|product safety warnings|safety data|"
        "safety note|safety notes|hazard statements|warning statements|"
        "safety and warnings|warnhinweis|warnhinweise|sicherheitshinweis|"
        "sicherheitshinweise|achtung|achtung!|warnung|vorsicht|"
        "warn- und sicherheitshinweise|sicherheits- und warnhinweise|"
        "warnhinweise und sicherheitsinformationen|sicherheitsinformationen|"
        "gefahrenhinweise|warnungen|sicherheits-hinweise|gefahrenhinweis|"
        "warnhinweise / sicherheitsinformationen|"
        "warnhinweise/sicherheitsinformationen|警告|安全警示|注意事项|警示语|"
        "安全提示|警示|注意|安全警告|安全须知|警告语|安全注意事项|警示标志|"
        "警示说明|特别提示|注意事項|警告標示|avertissement|avertissements|"
        "consignes de sécurité|mises en garde|attention|"
        "informations de sécurité|advertencia|advertencias|"
        "advertencias de seguridad|información de seguridad|precaución|"
        "avvertenza|avvertenze|avvertenze di sicurezza|"
        "informazioni sulla sicurezza|waarschuwing|waarschuwingen|"
        "veiligheidsinformatie|ostrzeżenie|ostrzeżenia|"
        "informacje o bezpieczeństwie|предупреждение|меры предосторожности|"
        "upozornění|varování|upozornenie|varning|varningar|advarsel|"
        "advarsler|varoitus|figyelmeztetés|avertisment|προειδοποίηση|"
        "opozorilo|upozorenje|경고|주의사항" },
    { LEXICON_LABEL, LABEL_INGREDIENTS,
        "ingredients|inci|ingredient list|full ingredients|composition|"
        "inhaltsstoffe|zutaten|zutatenverzeichnis|inhaltsstoffe (inci)|"
        "inhaltsstoffe/inci|zusammensetzung|成分|配料|配料表|全成分|主要成分|"
        "成份|ingrédients|ingredientes|ingredienti|ingrediënten|składniki|"
        "skład|состав|ингредиенты|složení|zloženie|ingredienser|ainesosat|"
        "összetevők|ingrediente|συστατικά|съставки|sestavine|sastojci|성분|"
        "전성분|成分表" },
    { LEXICON_LABEL, LABEL_CONDITION,
        "condition|item condition|zustand|artikelzustand|成色|新旧程度|"
        "商品状态|état|état de l'objet|estado|condizioni|condizione|staat|"
        "stan|состояние|stav|skick|tilstand|kunto|állapot|상태|商品の状態|"
        "コンディション" },
    { LEXICON_LABEL, LABEL_ADDRESS,
        "address|postal address|adresse|anschrift|postanschrift|postadresse|"
        "地址|联系地址|厂址|生产地址|制造商地址|公司地址|注册地址|"
        "adresse postale|dirección|indirizzo|adres|adres pocztowy|адрес|"
        "adresa|adress|osoite|cím|адреса|διεύθυνση|naslov|주소|住所|"
        "manufacturer's address|registered address" },
    { LEXICON_LABEL, LABEL_EMAIL,
        "e-mail|email|e-mail-adresse|email address|e-mail address|mail|"
        "e-mail adresse|email-adresse|电子邮箱|邮箱|电子邮件|郵箱|courriel|"
        "adresse e-mail|correo electrónico|correo|posta elettronica|"
        "indirizzo e-mail|e-mailadres|adres e-mail|эл. почта|"
        "электронная почта|e-post|sähköposti|이메일|メール|"
        "elektronische adresse|electronic address|kontakt|contact" },
    { LEXICON_LABEL, LABEL_PHONE,
        "phone|telephone|tel|tel.|phone number|telefon|telefonnummer|电话|"
        "联系电话|电话号码|téléphone|teléfono|telefono|telefoon|телефон|"
        "puhelin|fax|热线|客服电话" },
    { LEXICON_LABEL, LABEL_NAME,
        "name|company|company name|firma|firmenname|unternehmen|名称|公司名|"
        "企业名称|nom|société|nombre|empresa|nome|azienda|naam|bedrijf|nazwa|"
        "nazwa firmy|название|компания|název|företag|navn|nimi|business name|"
        "trade name|legal name" },
    { LEXICON_LABEL, LABEL_COUNTRY,
        "country|land|country of origin|made in|ursprungsland|herkunftsland|"
        "herstellungsland|原产地|产地|国家|原產地|產地|pays|pays d'origine|"
        "país de origen|paese di origine|land van herkomst|kraj pochodzenia|"
        "страна|страна производства|země původu|原産国|제조국|원산지" },
    { LEXICON_LABEL, LABEL_DESCRIPTION,
        "description|product description|item description|product details|"
        "about this item|about this product|overview|product information|"
        "details|about the product|product overview|beschreibung|"
        "produktbeschreibung|artikelbeschreibung|produktdetails|"
        "produktinformationen|artikeldetails|商品描述|产品描述|商品介绍|"
        "产品介绍|商品详情|产品详情|宝贝详情|商品說明|商品介紹|产品说明|"
        "description du produit|descriptif|descripción|"
        "descripción del producto|descrizione|descrizione prodotto|"
        "descrizione del prodotto|omschrijving|productomschrijving|"
        "productbeschrijving|descrição|descrição do produto|opis|"
        "opis produktu|описание|описание товара|popis|popis produktu|"
        "produktbeskrivning|produktbeskrivelse|kuvaus|tuotekuvaus|leírás|"
        "descriere|περιγραφή|opis izdelka|상품설명|商品説明|商品の説明" },
    { LEXICON_LABEL, LABEL_STOCK,
        "availability|stock|stock status|verfügbarkeit|lieferstatus|"
        "lagerbestand|bestand|库存|库存状态|庫存|disponibilité|"
        "disponibilidad|disponibilità|beschikbaarheid|voorraad|"
        "disponibilidade|dostępność|наличие|dostupnost|dostupnosť|"
        "tillgänglighet|saatavuus|disponibilitate|재고|在庫|在庫状況" },
    { LEXICON_LABEL, LABEL_CERTIFICATE,
        "ccc|3c证书编号|3c认证|ccc证书编号|证书编号|强制性产品认证证书编号|"
        "ccc认证|ccc强制性认证|ccc认证编号|3c认证编号|强制性产品认证|"
        "强制性产品认证编号|3c证书|产品认证证书编号|3c|weee-reg.-nr|weee-reg.-nr.|"
        "weee-reg-nr|weee reg. nr|weee-nummer|weee reg.-nr|"
        "weee registration number|weee|weee-nr|weee-nr.|"
        "weee-registrierungsnummer|kc 인증번호|kc인증|인증번호|"
        "kc certification|ce certificate|certificate number|lucid|"
        "lucid-nummer|lucid registration number|certificate no|"
        "certificate no.|zertifikat-nr.|zertifikatsnummer" },
    { LEXICON_LABEL, LABEL_SAFETY,
        "product safety|gpsr|gpsr information|product safety information|"
        "general product safety regulation|safety & compliance|"
        "product compliance|produktsicherheit|angaben zur produktsicherheit|"
        "informationen zur produktsicherheit|hinweise zur produktsicherheit|"
        "produktsicherheitsverordnung|gpsr-informationen|gpsr informationen|"
        "angaben gemäß gpsr|产品安全信息|产品安全|合规信息|"
        "sécurité du produit|sécurité des produits|seguridad del producto|"
        "sicurezza del prodotto|conformità e sicurezza*|productveiligheid|"
        "bezpieczeństwo produktu|bezpečnost výrobku" },
    { LEXICON_LABEL, LABEL_CATEGORY,
        "category|categories|department|kategorie|kategorien|warengruppe|"
        "分类|类目|商品分类|catégorie|categoría|categoria|categorie|"
        "kategoria|категория" },
    { LEXICON_NOTHING, 0, NULL },
};
/* clang-format on */
