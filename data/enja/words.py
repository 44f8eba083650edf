"""Words of the grammar in make.py: English, and Japanese split into short units by blanks.

A Japanese verb is written with "/" before the part that changes: 飲/む (godan), 食べ/る+ (ichidan, "+"),
勉強/する and 来/る* (irregular).  Adjectives: 大き/い, or 静か/だ.
"""
# ruff: noqa: E501  (a table has one row a line)

# English, Japanese, person ("1", "3" = he, she or it, "p" = plural), pronoun
SUBJECTS = [
    ("i", "私", "1", "i"),
    ("we", "私 たち", "p", "we"),
    ("he", "彼", "3", "he"),
    ("she", "彼女", "3", "she"),
    ("they", "彼 ら", "p", "they"),
    ("tom", "トム", "3", "he"),
    ("mary", "メアリー", "3", "she"),
    ("ken", "健", "3", "he"),
    ("my father", "父", "3", "he"),
    ("my mother", "母", "3", "she"),
    ("my brother", "兄", "3", "he"),
    ("my sister", "妹", "3", "she"),
    ("my friend", "友達", "3", "he"),
    ("the teacher", "先生", "3", "she"),
    ("the children", "子供 たち", "p", "they"),
    ("the students", "学生 たち", "p", "they"),
]

PLACES = {
    "home": ("at home", "家"),
    "school": ("at school", "学校"),
    "library": ("at the library", "図書 館"),
    "office": ("at the office", "会社"),
    "cafe": ("at a cafe", "喫茶 店"),
    "restaurant": ("at a restaurant", "レストラン"),
    "park": ("in the park", "公園"),
    "garden": ("in the garden", "庭"),
    "kitchen": ("in the kitchen", "台所"),
    "room": ("in the living room", "居間"),
    "station": ("at the station", "駅"),
    "store": ("at that store", "あの 店"),
    "kyoto": ("in kyoto", "京都"),
    "train": ("on the train", "電車 の 中"),
}

# plain form, third person, past, -ing | Japanese verb | complements: English = Japanese with its particle | places
ACTIONS = """
eat eats ate eating | 食べ/る+ | an apple=りんご を; bread=パン を; rice=ご飯 を; fish=魚 を; cake=ケーキ を | home school restaurant
drink drinks drank drinking | 飲/む | coffee=コーヒー を; tea=お 茶 を; milk=牛乳 を; water=水 を; juice=ジュース を | home office cafe
read reads read reading | 読/む | a book=本 を; the newspaper=新聞 を; a magazine=雑誌 を | home library cafe park train
write writes wrote writing | 書/く | a letter=手紙 を; an email=メール を; a report=レポート を | home office library cafe
buy buys bought buying | 買/う | bread=パン を; flowers=花 を; a bag=かばん を; shoes=靴 を; a hat=帽子 を; a book=本 を | station store kyoto
watch watches watched watching | 見/る+ | television=テレビ を; a movie=映画 を; the news=ニュース を; a baseball game=野球 の 試合 を | home room
listen listens listened listening | 聞/く | to music=音楽 を; to the radio=ラジオ を | home room train
study studies studied studying | 勉強/する | english=英語 を; history=歴史 を; mathematics=数学 を; japanese=日本 語 を | home school library cafe
make makes made making | 作/る | a cake=ケーキ を; soup=スープ を; curry=カレー を; a sandwich=サンドイッチ を | home kitchen
wash washes washed washing | 洗/う | the car=車 を; the dishes=お 皿 を; a shirt=シャツ を |
clean cleans cleaned cleaning | 掃除/する | the room=部屋 を; the kitchen=台所 を; the garden=庭 を; the classroom=教室 を |
play plays played playing | /する | tennis=テニス を; soccer=サッカー を; baseball=野球 を | park school
play plays played playing | 弾/く | the piano=ピアノ を; the guitar=ギター を | home school room
take takes took taking | 撮/る | pictures=写真 を | park garden kyoto
draw draws drew drawing | か/く | a picture=絵 を | home school park
sing sings sang singing | 歌/う | a song=歌 を | school park
use uses used using | 使/う | a computer=パソコン を | home office library
swim swims swam swimming | 泳/ぐ | in the river=川 で; in the sea=海 で; in the pool=プール で |
meet meets met meeting | 会/う | a friend=友達 に; the teacher=先生 に; my grandmother=祖母 に | station park cafe
talk talks talked talking | 話/す | with a friend=友達 と; with the teacher=先生 と | school park cafe
wait waits waited waiting | 待/つ | for a friend=友達 を; for the bus=バス を; for the teacher=先生 を | station
help helps helped helping | 手伝/う | the teacher=先生 を; my grandmother=祖母 を | home school
ride rides rode riding | 乗/る | a bicycle=自転 車 に | park
climb climbs climbed climbing | 登/る | the mountain=山 に |
run runs ran running | 走/る | = | park school
sleep sleeps slept sleeping | 寝/る+ | = | home room
rest rests rested resting | 休/む | = | home park cafe
dance dances danced dancing | 踊/る | = | park school
work works worked working | 働/く | at the bank=銀行 で; at the hospital=病院 で; at the post office=郵便 局 で |
"""

# verb, its Japanese, particle-marked goals
GO = [("go", "goes", "went", "going", "行/く"), ("come", "comes", "came", "coming", "来/る*")]
GOALS = [
    ("to school", "学校 に"),
    ("to the library", "図書 館 に"),
    ("to the park", "公園 に"),
    ("to the hospital", "病院 に"),
    ("to the station", "駅 に"),
    ("to the sea", "海 に"),
    ("to tokyo", "東京 に"),
    ("to osaka", "大阪 に"),
    ("to kyoto", "京都 に"),
    ("shopping", "買い物 に"),
]
MEANS = {
    "far": [("by train", "電車 で"), ("by bus", "バス で"), ("by car", "車 で")],
    "near": [("with a friend", "友達 と"), ("by bicycle", "自転 車 で"), ("on foot", "歩 い て")],
}

TIMES = {
    "present": [
        ("every day", "毎日"), ("every morning", "毎朝"), ("every week", "毎週"), ("on sundays", "日曜 日 に"),
    ],
    "past": [
        ("yesterday", "昨日"), ("last night", "昨日 の 夜"), ("last week", "先週"), ("this morning", "今朝"),
        ("two days ago", "二 日 前 に"),
    ],
    "future": [
        ("tomorrow", "明日"), ("tonight", "今夜"), ("next week", "来週"), ("next sunday", "来週 の 日曜 日 に"),
    ],
    "progressive": [("now", "今")],
}  # fmt: skip
OFTEN = [("often", "よく"), ("always", "いつ も"), ("sometimes", "時々"), ("usually", "たいてい")]

# English, comparative, Japanese
ADJECTIVES = {
    word.split("=")[0]: tuple(word.split("=")[1:])
    for word in [
        "big=bigger=大き/い",
        "small=smaller=小さ/い",
        "new=newer=新し/い",
        "old=older=古/い",
        "long=longer=長/い",
        "difficult=more_difficult=難し/い",
        "interesting=more_interesting=おもしろ/い",
        "expensive=more_expensive=高/い",
        "cheap=cheaper=安/い",
        "sweet=sweeter=甘/い",
        "delicious=more_delicious=おいし/い",
        "busy=busier=忙し/い",
        "young=younger=若/い",
        "tall=taller=背_が_高/い",
        "quiet=quieter=静か/だ",
        "beautiful=more_beautiful=きれい/だ",
        "famous=more_famous=有名/だ",
        "kind=kinder=親切/だ",
        "heavy=heavier=重/い",
        "strong=stronger=強/い",
    ]
}
# adjectives that go together with nouns
GROUPS = [
    ("big small new old beautiful", "house=家 room=部屋 park=公園 library=図書_館 hospital=病院 school=学校"),
    (
        "big small heavy expensive cheap new old",
        "bag=かばん table=テーブル box=箱 car=車 computer=パソコン watch=時計",
    ),
    ("interesting long difficult famous", "book=本 movie=映画 story=話 song=歌"),
    ("sweet delicious expensive cheap", "cake=ケーキ juice=ジュース bread=パン apple=りんご"),
    ("quiet beautiful famous old", "town=町 garden=庭 restaurant=レストラン cafe=喫茶_店"),
    (
        "kind busy young tall famous strong",
        "student=学生 doctor=医者 teacher=先生 man=男_の_人 woman=女_の_人",
    ),
]
OPPOSED = [  # "… is A , but it is B"
    ("expensive", "delicious"), ("small", "beautiful"), ("long", "interesting"),
    ("difficult", "interesting"), ("cheap", "delicious"), ("old", "beautiful"), ("heavy", "cheap"),
]  # fmt: skip

# noun, plural, Japanese, counter, verb of being
COUNTED = [
    ("book", "books", "本", "冊", "あ/る"),
    ("magazine", "magazines", "雑誌", "冊", "あ/る"),
    ("apple", "apples", "りんご", "個", "あ/る"),
    ("egg", "eggs", "卵", "個", "あ/る"),
    ("ticket", "tickets", "切符", "枚", "あ/る"),
    ("picture", "pictures", "写真", "枚", "あ/る"),
    ("pencil", "pencils", "鉛筆", "本", "あ/る"),
    ("umbrella", "umbrellas", "傘", "本", "あ/る"),
    ("cat", "cats", "猫", "匹", "い/る+"),
    ("dog", "dogs", "犬", "匹", "い/る+"),
    ("child", "children", "子供", "人", "い/る+"),
    ("student", "students", "学生", "人", "い/る+"),
]
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
KANJI = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
SPOTS = {  # where things, animals and people are
    "あ/る": [("on the desk", "机 の 上"), ("on the table", "テーブル の 上"), ("in the box", "箱 の 中"), ("in the bag", "かばん の 中")],
    "い/る+": [("in the garden", "庭"), ("in front of the house", "家 の 前"), ("in the park", "公園"), ("near the station", "駅 の 近く")],
}  # fmt: skip
BUILDINGS = [
    ("bank", "銀行"),
    ("hospital", "病院"),
    ("post office", "郵便 局"),
    ("library", "図書 館"),
    ("school", "学校"),
    ("park", "公園"),
]
BESIDE = [("next to", "隣"), ("in front of", "前"), ("near", "近く"), ("behind", "後ろ")]

JOBS = [
    ("doctor", "医者"), ("teacher", "先生"), ("student", "学生"), ("nurse", "看護 師"), ("singer", "歌手"),
    ("writer", "作家"), ("lawyer", "弁護 士"),
]  # fmt: skip
GIFTS = [
    ("a book", "本"), ("a watch", "時計"), ("flowers", "花"), ("a camera", "カメラ"), ("an umbrella", "傘"),
    ("pictures", "写真"), ("a letter", "手紙"),
]  # fmt: skip
GIVE = [  # English past, Japanese, what one says when the speaker receives
    ("gave", "あげ/る+", "くれ/る+"), ("showed", "見せ/る+", "見せ て くれ/る+"), ("sent", "送/る", "送 っ て くれ/る+"),
]  # fmt: skip
RECEIVERS = [("me", "私"), ("tom", "トム"), ("mary", "メアリー"), ("ken", "健")]
GIVERS = ["i", "he", "she", "my father", "my mother", "my brother", "my sister", "my friend"]
LIKED = [
    ("cats", "猫"), ("dogs", "犬"), ("music", "音楽"), ("coffee", "コーヒー"), ("fish", "魚"), ("flowers", "花"), ("tennis", "テニス"),
    ("baseball", "野球"), ("english", "英語"), ("summer", "夏"), ("winter", "冬"), ("movies", "映画"), ("the sea", "海"),
]  # fmt: skip
SKILLS = [
    ("tennis", "テニス"),
    ("soccer", "サッカー"),
    ("english", "英語"),
    ("mathematics", "数学"),
    ("cooking", "料理"),
    ("swimming", "水泳"),
]
SKILLED = [
    ("good at", "上手", "で す"), ("poor at", "苦手", "で す"), ("not good at", "上手", "で は あ り ま せ ん"),
]  # fmt: skip
HOURS = [  # English present and past, third person, Japanese
    ("get up", "gets up", "got up", "起き/る+"),
    ("go to bed", "goes to bed", "went to bed", "寝/る+"),
    ("leave home", "leaves home", "left home", "家 を 出/る+"),
    ("come home", "comes home", "came home", "家 に 帰/る"),
    ("eat breakfast", "eats breakfast", "ate breakfast", "朝 ご飯 を 食べ/る+"),
]
STATES = [  # English present, third person, negative base, Japanese with て い る
    ("live", "lives", "in tokyo", "東京 に 住/む"), ("live", "lives", "near the station", "駅 の 近く に 住/む"),
    ("live", "lives", "near the sea", "海 の 近く に 住/む"), ("live", "lives", "in this town", "この 町 に 住/む"),
    ("have", "has", "a car", "車 を 持/つ"), ("have", "has", "a camera", "カメラ を 持/つ"),
    ("have", "has", "a computer", "パソコン を 持/つ"), ("know", "knows", "that man", "あの 男 の 人 を 知/る"),
    ("know", "knows", "this song", "この 歌 を 知/る"), ("know", "knows", "that teacher", "あの 先生 を 知/る"),
    ("work", "works", "at a hospital", "病院 で 働/く"), ("work", "works", "at a bank", "銀行 で 働/く"),
]  # fmt: skip
DESCRIBED = [  # verb, adjectives, nouns
    ("bought", "買/う", "big small new old cheap expensive heavy", "bag=かばん table=テーブル car=車 computer=パソコン watch=時計"),
    ("read", "読/む", "long interesting difficult famous", "book=本 story=話"),
    ("ate", "食べ/る+", "sweet delicious big small", "cake=ケーキ apple=りんご"),
    ("met", "会/う", "kind young tall famous busy", "student=学生 doctor=医者 teacher=先生 man=男_の_人"),
    ("saw", "見/る+", "big old new beautiful famous", "house=家 park=公園 garden=庭"),
]  # fmt: skip
WHEN = [
    ("came home", "家 に 帰 っ た"), ("went to the park", "公園 に 行 っ た"), ("met tom", "トム に 会 っ た"),
    ("opened the door", "ドア を 開け た"),
]  # fmt: skip
MADE = [  # verb, things, what these may be
    ("buy", "かばん 本", "big small heavy expensive cheap new old"), ("read", "本 雑誌", "interesting long difficult famous"),
    ("watch", "映画", "interesting long difficult famous"), ("make", "ケーキ カレー", "sweet delicious"),
    ("write", "手紙 レポート", "long interesting"),
]  # fmt: skip
REASONS = [  # the subject's own (with its verb of being), or the weather's; what follows from it
    ("{pronoun} {was} tired", "疲れ て い た", "rest"),
    ("{pronoun} {was} busy", "忙し かっ た", "not"),
    ("{pronoun} {was} sick", "病気 だっ た", "rest"),
    ("{pronoun} had no time", "時間 が な かっ た", "not"),
    ("{pronoun} had a headache", "頭 が 痛 かっ た", "rest"),
    ("it was raining", "雨 が 降 っ て い た", "stay"),
    ("it was snowing", "雪 が 降 っ て い た", "stay"),
    ("it was very cold", "とても 寒 かっ た", "stay"),
    ("it was very hot", "とても 暑 かっ た", "cool"),
]
RESULTS = {
    "rest": [("went to bed early", "早 く 寝 ま し た"), ("stayed home", "家 に い ま し た"), ("did not go to school", "学校 に 行 き ま せ ん で し た"), ("took a bath and slept", "お 風呂 に 入 っ て 寝 ま し た")],
    "not": [("did not read the newspaper", "新聞 を 読 み ま せ ん で し た"), ("did not watch television", "テレビ を 見 ま せ ん で し た"), ("did not clean the room", "部屋 を 掃除 し ま せ ん で し た"), ("did not eat breakfast", "朝 ご飯 を 食べ ま せ ん で し た")],
    "stay": [("stayed home", "家 に い ま し た"), ("took a taxi", "タクシー に 乗 り ま し た"), ("read a book at home", "家 で 本 を 読 み ま し た"), ("did not go to the park", "公園 に 行 き ま せ ん で し た"), ("drank tea", "お 茶 を 飲 み ま し た")],
    "cool": [("drank water", "水 を 飲 み ま し た"), ("swam in the river", "川 で 泳 ぎ ま し た"), ("opened the window", "窓 を 開け ま し た"), ("did not play tennis", "テニス を し ま せ ん で し た")],
}  # fmt: skip
REQUESTS = """
open the window | 窓 を 開け/る+
open the door | ドア を 開け/る+
close the window | 窓 を 閉め/る+
close the door | ドア を 閉め/る+
wait here | ここ で 待/つ
sit here | ここ に 座/る
come here | ここ に 来/る*
write your name here | ここ に 名前 を 書/く
turn off the light | 電気 を 消/す
turn on the light | 電気 を つけ/る+
take off your shoes | 靴 を 脱/ぐ
use this computer | この パソコン を 使/う
read this book | この 本 を 読/む
take pictures here | ここ で 写真 を 撮/る
swim in this river | この 川 で 泳/ぐ
sing a song | 歌 を 歌/う
drink this water | この 水 を 飲/む
"""
ASK = [  # English, form of the verb, what follows it
    ("please", "te", "くださ い 。"),
    ("please do not", "nai", "で くださ い 。"),
    ("may i", "te", "も い い で す か 。"),
    ("you must not", "te", "は い け ま せ ん 。"),
]
CAN = [("can", "present"), ("can", "present"), ("cannot", "not"), ("could not", "not past")]
MUST = [("must", "ま せ ん", "future"), ("had to", "ま せ ん で し た", "past")]
DAYS = {  # days that go with an hour
    "present": [("every day", "毎日"), ("on sundays", "日曜 日 は")],
    "past": [("yesterday", "昨日"), ("last sunday", "先週 の 日曜 日 は")],
}
WEATHER = [("cold", "寒/い"), ("hot", "暑/い"), ("warm", "暖か/い"), ("cool", "涼し/い")]
SEASONS = [
    ("yesterday", "昨日"),
    ("today", "今日"),
    ("this morning", "今朝"),
    ("last week", "先週"),
    ("last winter", "去年 の 冬"),
    ("last summer", "去年 の 夏"),
]
