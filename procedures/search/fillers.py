"""Words that ask rather than name: question words, politeness, the parts every procedure has. Data for search.

Phrases are matched on keys (no marks), longest first, never inside a synonym; what they cover cannot decide the
order. One phrase on a line; add general ones only.
"""

from procedures.search.text import Splitter

#: Say nothing about the matter: they count for nothing.
_QUESTIONS = """
tôi, em, mình, chúng tôi, chúng em, chúng mình, chúng ta, bên tôi, bên em, bên mình, nhà tôi, nhà em, nhà mình
gia đình tôi, gia đình em, gia đình mình, bạn tôi, bạn em, con tôi, con em, vợ tôi, vợ em, chồng tôi, chồng em
vợ chồng tôi, vợ chồng em, vợ chồng mình, hai vợ chồng, bố tôi, mẹ tôi, ba tôi, má tôi, cha tôi, bố em, mẹ em
bố mẹ tôi, bố mẹ em, ông tôi, bà tôi, ông nội tôi, bà nội tôi, ông ngoại tôi, bà ngoại tôi, anh tôi, chị tôi
em tôi, em trai tôi, em gái tôi, cháu tôi, chú tôi, bác tôi, cô tôi, dì tôi, cậu tôi, người thân của tôi
người thân tôi, người nhà tôi, của tôi, của em, con gái tôi, con trai tôi, anh trai tôi, chị gái tôi, người quen
của mình, tôi muốn, em muốn, mình muốn, muốn hỏi, cho hỏi, cho tôi hỏi, cho em hỏi, cho mình hỏi, xin hỏi
xin cho hỏi, xin được hỏi, tôi cần, em cần, mình cần, tôi đang, tôi là, tôi có, tôi phải, em phải, mình phải
tôi bị, tôi vừa, tôi mới, tôi sắp, tôi nên, tôi được, tôi có thể, có thể, muốn, cần, cần phải, phải, phải làm
phải làm gì, phải làm sao, cần làm, cần làm gì, làm gì, làm sao, làm sao để, làm thế nào, làm thế nào để
làm như thế nào, làm cách nào, bằng cách nào, như thế nào, thế nào, ra sao, sao, kiểu gì, ở đâu, tại đâu
đến đâu, đi đâu, nơi nào, chỗ nào, ở chỗ nào, đâu, khi nào, bao giờ, lúc nào, bao lâu, trong bao lâu
mất bao lâu, bao nhiêu, là bao nhiêu, hết bao nhiêu, mất bao nhiêu, bao nhiêu tiền, mấy ngày, là gì, gồm gì
gồm những gì, bao gồm những gì, có những gì, cần gì, cần những gì, cần có gì, mang gì, mang theo gì
mang theo những gì, cần mang gì, cần mang theo gì, gì, những gì, nào, ai, cái gì, giấy gì, những giấy gì
giấy tờ gì, những giấy tờ gì, các giấy tờ gì, những loại giấy tờ gì, giấy tờ nào, những giấy tờ nào
loại giấy tờ nào, hồ sơ gì, cần giấy tờ gì, cần những giấy tờ gì, cần chuẩn bị gì, cần chuẩn bị những gì
chuẩn bị gì, chuẩn bị những gì, cần chuẩn bị, chuẩn bị, mang theo, có cần, có cần không, có phải, phải không
có được, được không, có được không, có được hay không, hay không, không ạ, được chưa, hay chưa, có hay không
đúng không, thủ tục gì, những thủ tục gì, cần làm thủ tục gì, làm thủ tục gì, thủ tục nào, thủ tục ra sao
thủ tục thế nào, thủ tục như thế nào, quy trình, quy trình thế nào, các bước, gồm các bước, từng bước, chi tiết
cụ thể, giúp, giúp tôi, giúp em, giúp mình, giúp với, giùm, hộ tôi, hộ em, tư vấn giúp, hỗ trợ tôi, hướng dẫn
hướng dẫn tôi, hướng dẫn em, hướng dẫn giúp, hướng dẫn cách, chỉ tôi, chỉ giúp, cho biết, cho tôi biết, vui lòng
làm ơn, xin vui lòng, xin chào, chào, cảm ơn, xin cảm ơn, ạ, nhé, nha, nhỉ, ơi, dạ, vâng, vậy, thì sao, thế, thì
mà, nên, giờ, bây giờ, hiện giờ, hiện nay, hiện tại, lúc này, ngay, luôn, nữa, cách, cách nào, cách làm
tìm hiểu, muốn biết, tôi muốn biết, muốn được, mong muốn, có nhu cầu, nhu cầu, dự định, dự kiến, định
đang có kế hoạch, có kế hoạch, đang, đã, sẽ, vừa, vừa mới, sắp, rồi, xong, xong rồi, gần đây, hôm nay, ngày mai
hôm qua, tuần trước, tháng trước, năm trước, trước đây, tháng sau, năm sau, qua mạng, để làm, để được, để có thể
để hoàn tất, hoàn tất, việc này, điều này, thủ tục này, các thủ tục, những thủ tục, thủ tục pháp lý, liên quan
các thủ tục pháp lý liên quan, theo quy định, theo quy định của pháp luật, quy định, quy định về, hợp lệ, nhanh
nhanh nhất, dễ nhất, đơn giản, nộp ở đâu, nộp hồ sơ ở đâu, nộp tại đâu, nộp hồ sơ, nộp đơn ở đâu, xin ở đâu
làm ở đâu, đăng ký ở đâu, nộp những gì, nộp gì, tôi nên làm gì, thì làm gì, thì làm sao, thì làm thế nào
thì phải làm sao, thì phải làm gì, thì cần làm gì, thì cần gì, tôi phải làm gì, tôi cần làm gì
tôi cần phải làm gì, tôi làm sao, tôi phải làm sao, mình cần phải làm gì, phải làm thế nào, phải làm như thế nào
để thực hiện việc này, thực hiện việc này, thực hiện như thế nào, được thực hiện như thế nào, đó, này, kia, ấy
nói trên, hình thức nào, những hình thức nào, qua những hình thức nào, bằng những hình thức nào
có thể nộp bằng những hình thức nào, cổng dịch vụ công, trên cổng dịch vụ công, qua cổng dịch vụ công
dịch vụ công quốc gia, cổng dịch vụ công quốc gia, là những đối tượng nào, những đối tượng nào, đối tượng nào
cơ quan nào, cơ quan nào có thẩm quyền, ai có thẩm quyền, đại diện, là đại diện, là đại diện của
tôi là đại diện của, tôi là chủ, là chủ, tôi là giám đốc, là giám đốc, giám đốc, đang quản lý, tôi đang quản lý
may i, i need, i want, how to, how do i, what is, please, guidance, help, to, the, a, for
"""

#: Parts that every procedure has, and verbs of dealing with offices: they count for little.
_PARTS = """
thủ tục, thủ tục hành chính, hồ sơ, bộ hồ sơ, thành phần hồ sơ, thành phần hồ sơ gồm, giấy tờ, các giấy tờ
trình tự, trình tự thực hiện, trình tự thủ tục, thời hạn, thời hạn giải quyết, thời gian giải quyết
thời gian thực hiện, thời hạn xử lý, phí, lệ phí, phí lệ phí, mức phí, mức lệ phí, chi phí, căn cứ pháp lý
cơ sở pháp lý, cơ quan có thẩm quyền, cơ quan thực hiện, cơ quan giải quyết, đối tượng thực hiện, đối tượng
điều kiện, yêu cầu, yêu cầu điều kiện, kết quả, kết quả thực hiện, cách thức, cách thức thực hiện, mẫu đơn
tờ khai, đơn, thực hiện, giải quyết, tiến hành, làm, làm thủ tục, xin, nộp, đề nghị, hành chính, đi, đi làm, ra
trực tuyến, online, trên mạng, người dân, công dân, tổ chức, cá nhân, tổ chức cá nhân, trường hợp
trong trường hợp, đối với trường hợp
"""

#: Words of grammar: as single syllables they mislead, in pairs they may carry meaning ("bị mất", "có thời hạn").
_GRAMMAR = """
của, và, các, những, cho, để, với, tại, ở, từ, theo, về, có, là, được, bị, do, trong, ngoài, trên, dưới, khi
nếu, vì, bởi, hoặc, hay, không, chưa, một, hai, đến, tới, qua, vào, lên, xuống, việc, sự, người, bằng, như, cùng
còn, cả, mọi, đối, thuộc, giữa, sau, trước, lại, chỉ, thêm, nhiều, ít, rất, quá, nhưng, cũng, vẫn, nó, họ, ta
anh, chị, ông, bà, cô, chú, bác
"""


def _phrases(text):
    """{keys of a phrase: its marked forms}"""
    found = {}
    for phrase in text.replace("\n", ",").split(","):
        if forms := _SPLITTER.pairs(phrase):
            found.setdefault(tuple(key for key, _ in forms), set()).add(tuple(form for _, form in forms))
    return found


_SPLITTER = Splitter()
QUESTIONS = _phrases(_QUESTIONS)
PARTS = _phrases(_PARTS)
GRAMMAR = {phrase[0]: {forms[0] for forms in listed} for phrase, listed in _phrases(_GRAMMAR).items()}
ALL = frozenset(QUESTIONS) | frozenset(PARTS) | frozenset((word,) for word in GRAMMAR)
LONGEST = max(map(len, ALL))
