// Runs a list of TensorFlow's operations in one call, from plain arrays to plain arrays: the same kernels in the same
// order as one by one from JavaScript, so the same bits, without what a call from JavaScript costs each of them.
// And updates weights by AdamW, in the very double precision of trainer/optimizers/adamw.ts.
#include <node_api.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"

namespace {

// What went wrong, on its way to JavaScript. Everything between is let go of by its destructors.
struct Failure {
  std::string message;
};

void Expect(bool holds, const char* otherwise) {
  if (!holds) throw Failure{otherwise};
}

void ExpectNode(napi_status status) { Expect(status == napi_ok, "an argument is not what it is to be"); }

struct Status {
  TF_Status* of = TF_NewStatus();
  ~Status() { TF_DeleteStatus(of); }
  void Check() const {
    if (TF_GetCode(of) != TF_OK) throw Failure{TF_Message(of)};
  }
};

struct Handle {
  TFE_TensorHandle* of = nullptr;
  Handle() = default;
  explicit Handle(TFE_TensorHandle* handle) : of(handle) {}
  Handle(Handle&& other) noexcept : of(std::exchange(other.of, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(of, other.of);
    return *this;
  }
  ~Handle() { Free(); }
  void Free() {
    if (of != nullptr) TFE_DeleteTensorHandle(std::exchange(of, nullptr));
  }
};

// --- Reading what JavaScript says ---------------------------------------------------------------------------------

napi_value Named(napi_env env, napi_value object, const char* name) {
  napi_value value;
  ExpectNode(napi_get_named_property(env, object, name, &value));
  return value;
}

int64_t Whole(napi_env env, napi_value value) {
  int64_t number;
  ExpectNode(napi_get_value_int64(env, value, &number));
  return number;
}

double Number(napi_env env, napi_value value) {
  double number;
  ExpectNode(napi_get_value_double(env, value, &number));
  return number;
}

bool Flag(napi_env env, napi_value value) {
  bool flag;
  ExpectNode(napi_get_value_bool(env, value, &flag));
  return flag;
}

std::string Text(napi_env env, napi_value value) {
  size_t length;
  ExpectNode(napi_get_value_string_utf8(env, value, nullptr, 0, &length));
  std::string text(length, '\0');
  ExpectNode(napi_get_value_string_utf8(env, value, text.data(), length + 1, &length));
  return text;
}

bool IsList(napi_env env, napi_value value) {
  bool is;
  ExpectNode(napi_is_array(env, value, &is));
  return is;
}

template <typename T>
std::vector<T> List(napi_env env, napi_value array, T (*read)(napi_env, napi_value)) {
  uint32_t length;
  ExpectNode(napi_get_array_length(env, array, &length));
  std::vector<T> all;
  for (uint32_t i = 0; i < length; i++) {
    napi_value value;
    ExpectNode(napi_get_element(env, array, i, &value));
    all.push_back(read(env, value));
  }
  return all;
}

napi_value Same(napi_env, napi_value value) { return value; }

struct Numbers {
  void* data;
  size_t length;
  napi_typedarray_type type;
  size_t Bytes() const { return length * (type == napi_uint8_array ? 1 : 4); }
};

Numbers NumbersOf(napi_env env, napi_value value) {
  Numbers numbers;
  ExpectNode(napi_get_typedarray_info(env, value, &numbers.type, &numbers.length, &numbers.data, nullptr, nullptr));
  return numbers;
}

float* Floats(napi_env env, napi_value value, size_t length) {
  const Numbers numbers = NumbersOf(env, value);
  Expect(numbers.type == napi_float32_array && numbers.length == length, "expected as many float32 as weights");
  return static_cast<float*>(numbers.data);
}

// --- Programs -----------------------------------------------------------------------------------------------------

struct Attribute {
  std::string name;
  TF_AttrType type;
  bool is_list;
  std::string text;
  std::vector<int64_t> whole;
  std::vector<float> real;
};

Attribute AttributeOf(napi_env env, napi_value object) {
  Attribute attribute;
  attribute.name = Text(env, Named(env, object, "name"));
  attribute.type = static_cast<TF_AttrType>(Whole(env, Named(env, object, "type")));
  const napi_value value = Named(env, object, "value");
  attribute.is_list = IsList(env, value);
  switch (attribute.type) {
    case TF_ATTR_STRING:
      Expect(!attribute.is_list, "a list of strings as an attribute");
      attribute.text = Text(env, value);
      break;
    case TF_ATTR_FLOAT:
      if (attribute.is_list)
        for (double real : List(env, value, Number)) attribute.real.push_back(static_cast<float>(real));
      else
        attribute.real.push_back(static_cast<float>(Number(env, value)));
      break;
    case TF_ATTR_BOOL:
      Expect(!attribute.is_list, "a list of booleans as an attribute");
      attribute.whole.push_back(Flag(env, value));
      break;
    case TF_ATTR_INT:
    case TF_ATTR_TYPE:
    case TF_ATTR_SHAPE:
      if (attribute.is_list)
        attribute.whole = List(env, value, Whole);
      else
        attribute.whole.push_back(Whole(env, value));
      break;
    default:
      throw Failure{"an attribute of a kind that programs do not know"};
  }
  return attribute;
}

void Set(TFE_Op* op, const Attribute& attribute) {
  const char* name = attribute.name.c_str();
  const int count = static_cast<int>(attribute.whole.size());
  Status status;
  switch (attribute.type) {
    case TF_ATTR_STRING:
      TFE_OpSetAttrString(op, name, attribute.text.data(), attribute.text.size());
      break;
    case TF_ATTR_FLOAT:
      if (attribute.is_list)
        TFE_OpSetAttrFloatList(op, name, attribute.real.data(), static_cast<int>(attribute.real.size()));
      else
        TFE_OpSetAttrFloat(op, name, attribute.real[0]);
      break;
    case TF_ATTR_BOOL:
      TFE_OpSetAttrBool(op, name, static_cast<unsigned char>(attribute.whole[0]));
      break;
    case TF_ATTR_INT:
      if (attribute.is_list)
        TFE_OpSetAttrIntList(op, name, attribute.whole.data(), count);
      else
        TFE_OpSetAttrInt(op, name, attribute.whole[0]);
      break;
    case TF_ATTR_TYPE:
      TFE_OpSetAttrType(op, name, static_cast<TF_DataType>(attribute.whole[0]));
      break;
    default:
      TFE_OpSetAttrShape(op, name, attribute.whole.data(), count, status.of);
      status.Check();
  }
}

// Values have places: first the inputs, then the constants, then what the operations give, one behind the other.
struct Operation {
  std::string name;
  std::vector<Attribute> attributes;
  std::vector<int64_t> inputs;
  int outputs;
  // Places that nothing after this operation reads.
  std::vector<int64_t> done;
};

struct Form {
  TF_DataType type;
  std::vector<int64_t> shape;
};

struct Program {
  TFE_Context* context;
  std::vector<Form> inputs;
  std::vector<Handle> constants;
  std::vector<Operation> operations;
  std::vector<int64_t> outputs;
};

Operation OperationOf(napi_env env, napi_value object) {
  return {
      Text(env, Named(env, object, "name")),
      List(env, Named(env, object, "attributes"), AttributeOf),
      List(env, Named(env, object, "inputs"), Whole),
      static_cast<int>(Whole(env, Named(env, object, "outputs"))),
      List(env, Named(env, object, "done"), Whole),
  };
}

Form FormOf(napi_env env, napi_value object) {
  return {static_cast<TF_DataType>(Whole(env, Named(env, object, "dtype"))),
          List(env, Named(env, object, "shape"), Whole)};
}

void LeaveToJavaScript(void*, size_t, void*) {}

// On the caller's own memory where that lies as TensorFlow wants it, on a copy elsewhere. It is gone before the caller goes on.
Handle HandleOn(const Form& form, const Numbers& numbers) {
  size_t count = 1;
  for (int64_t side : form.shape) count *= static_cast<size_t>(side);
  Expect(count * TF_DataTypeSize(form.type) == numbers.Bytes(), "an array is not as long as its shape says");
  TF_Tensor* tensor = TF_NewTensor(form.type, form.shape.data(), static_cast<int>(form.shape.size()), numbers.data,
                                   numbers.Bytes(), LeaveToJavaScript, nullptr);
  Status status;
  Handle handle(TFE_NewTensorHandle(tensor, status.of));
  TF_DeleteTensor(tensor);
  status.Check();
  return handle;
}

// A copy of the program's own, since the caller's array may go.
Handle HandleOfCopy(const Form& form, const Numbers& numbers) {
  TF_Tensor* tensor = TF_AllocateTensor(form.type, form.shape.data(), static_cast<int>(form.shape.size()), numbers.Bytes());
  Expect(TF_TensorByteSize(tensor) == numbers.Bytes(), "a constant is not as long as its shape says");
  std::memcpy(TF_TensorData(tensor), numbers.data, numbers.Bytes());
  Status status;
  Handle handle(TFE_NewTensorHandle(tensor, status.of));
  TF_DeleteTensor(tensor);
  status.Check();
  return handle;
}

// A context for each number of threads, made when it is first asked for; they live as long as the process.
TFE_Context* ContextOf(uint8_t threads) {
  static std::vector<std::pair<uint8_t, TFE_Context*>> contexts;
  for (const auto& [count, context] : contexts)
    if (count == threads) return context;
  // A ConfigProto: field 2 is intra_op_parallelism_threads, field 5 inter_op_parallelism_threads.
  const uint8_t config[] = {0x10, threads, 0x28, 1};
  Status status;
  TFE_ContextOptions* options = TFE_NewContextOptions();
  TFE_ContextOptionsSetConfig(options, config, sizeof(config), status.of);
  TFE_Context* context = TFE_NewContext(options, status.of);
  TFE_DeleteContextOptions(options);
  status.Check();
  contexts.emplace_back(threads, context);
  return context;
}

// A program on its way: it shares the inputs with others that run beside it.
struct Pass {
  const Program& program;
  const std::vector<Handle>& inputs;
  std::vector<Handle> results;

  TFE_TensorHandle* At(int64_t place) const {
    const size_t at = static_cast<size_t>(place), given = inputs.size(), constant = program.constants.size();
    if (at < given) return inputs[at].of;
    return at < given + constant ? program.constants[at - given].of : results[at - given - constant].of;
  }

  void Execute(const Operation& operation) {
    Status status;
    std::unique_ptr<TFE_Op, void (*)(TFE_Op*)> op(TFE_NewOp(program.context, operation.name.c_str(), status.of),
                                                  TFE_DeleteOp);
    status.Check();
    for (const Attribute& attribute : operation.attributes) Set(op.get(), attribute);
    for (int64_t place : operation.inputs) {
      TFE_OpAddInput(op.get(), At(place), status.of);
      status.Check();
    }
    std::vector<TFE_TensorHandle*> given(operation.outputs, nullptr);
    int count = operation.outputs;
    TFE_Execute(op.get(), given.data(), &count, status.of);
    status.Check();
    for (TFE_TensorHandle* result : given) results.emplace_back(result);
  }

  void Run() {
    const int64_t first = static_cast<int64_t>(inputs.size() + program.constants.size());
    for (const Operation& operation : program.operations) {
      Execute(operation);
      for (int64_t place : operation.done) results[place - first].Free();
    }
  }
};

// Each by whichever thread is free: a thread that gets no core leaves the others what it has not begun. What each gives
// does not depend on that.
void RunAll(std::vector<Pass>& passes, size_t threads) {
  std::atomic<size_t> next{0};
  std::mutex failing;
  std::string failed;
  const auto work = [&] {
    for (size_t at = next++; at < passes.size(); at = next++) {
      try {
        passes[at].Run();
      } catch (const Failure& failure) {
        std::lock_guard<std::mutex> lock(failing);
        failed = failure.message;
      }
    }
  };
  std::vector<std::thread> others;
  for (size_t i = 1; i < std::min(threads, passes.size()); i++) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  if (!failed.empty()) throw Failure{failed};
}

struct Result {
  TF_Tensor* of;
  explicit Result(TFE_TensorHandle* handle) {
    Status status;
    of = TFE_TensorHandleResolve(handle, status.of);
    status.Check();
  }
  Result(Result&& other) noexcept : of(std::exchange(other.of, nullptr)) {}
  ~Result() {
    if (of != nullptr) TF_DeleteTensor(of);
  }
  size_t Bytes() const { return TF_TensorByteSize(of); }
};

// An array of JavaScript's own, zeros yet, and where its numbers lie.
std::pair<napi_value, void*> NewArray(napi_env env, TF_DataType type, size_t bytes) {
  Expect(type == TF_FLOAT || type == TF_INT32, "a result is neither float32 nor int32");
  void* data;
  napi_value buffer, array;
  const auto kind = type == TF_FLOAT ? napi_float32_array : napi_int32_array;
  Expect(napi_create_arraybuffer(env, bytes, &data, &buffer) == napi_ok, "there is no memory for a result");
  ExpectNode(napi_create_typedarray(env, kind, bytes / 4, buffer, 0, &array));
  return {array, data};
}

// One behind the other.
napi_value Joined(napi_env env, const std::vector<Result>& parts) {
  size_t bytes = 0;
  for (const Result& part : parts) bytes += part.Bytes();
  const auto [array, data] = NewArray(env, TF_TensorType(parts[0].of), bytes);
  char* to = static_cast<char*>(data);
  for (const Result& part : parts) {
    std::memcpy(to, TF_TensorData(part.of), part.Bytes());
    to += part.Bytes();
  }
  return array;
}

// Each times its share, added up in their order in double precision.
napi_value Summed(napi_env env, const std::vector<Result>& parts, const std::vector<double>& shares) {
  const size_t bytes = parts[0].Bytes(), count = bytes / sizeof(float);
  for (const Result& part : parts)
    Expect(TF_TensorType(part.of) == TF_FLOAT && part.Bytes() == bytes, "results to be added differ in form");
  const auto [array, data] = NewArray(env, TF_FLOAT, bytes);
  std::vector<double> sums(count);
  for (size_t i = 0; i < parts.size(); i++) {
    const float* values = static_cast<const float*>(TF_TensorData(parts[i].of));
    for (size_t at = 0; at < count; at++) sums[at] += shares[i] * values[at];
  }
  for (size_t at = 0; at < count; at++) static_cast<float*>(data)[at] = static_cast<float>(sums[at]);
  return array;
}

// --- What JavaScript calls ----------------------------------------------------------------------------------------

template <typename Body>
napi_value Answer(napi_env env, napi_callback_info info, size_t count, Body body) {
  napi_value arguments[8];
  size_t given = count;
  try {
    ExpectNode(napi_get_cb_info(env, info, &given, arguments, nullptr, nullptr));
    Expect(given == count, "another number of arguments");
    return body(arguments);
  } catch (const Failure& failure) {
    napi_throw_error(env, nullptr, failure.message.c_str());
    return nullptr;
  }
}

void Forget(napi_env, void* program, void*) { delete static_cast<Program*>(program); }

// make({threads, inputs, constants, operations, outputs}): a program. `constants` have their numbers in `data`.
napi_value Make(napi_env env, napi_callback_info info) {
  return Answer(env, info, 1, [env](napi_value* arguments) {
    auto program = std::make_unique<Program>();
    program->context = ContextOf(static_cast<uint8_t>(Whole(env, Named(env, arguments[0], "threads"))));
    program->inputs = List(env, Named(env, arguments[0], "inputs"), FormOf);
    for (napi_value constant : List(env, Named(env, arguments[0], "constants"), Same))
      program->constants.push_back(
          HandleOfCopy(FormOf(env, constant), NumbersOf(env, Named(env, constant, "data"))));
    program->operations = List(env, Named(env, arguments[0], "operations"), OperationOf);
    program->outputs = List(env, Named(env, arguments[0], "outputs"), Whole);
    int64_t places = static_cast<int64_t>(program->inputs.size() + program->constants.size());
    const auto known = [&places](int64_t place) { Expect(place >= 0 && place < places, "a value that is not there"); };
    for (const Operation& operation : program->operations) {
      for (int64_t place : operation.inputs) known(place);
      places += operation.outputs;
      for (int64_t place : operation.done) known(place);
    }
    for (int64_t place : program->outputs) known(place);
    napi_value external;
    ExpectNode(napi_create_external(env, program.get(), Forget, nullptr, &external));
    program.release();
    return external;
  });
}

// run(programs, inputs, shares, summed, threads): all programs on the same inputs, by so many threads. Of each output, what
// the programs give is added up, each times its share, where `summed` says so, and joined where not.
napi_value Run(napi_env env, napi_callback_info info) {
  return Answer(env, info, 5, [env](napi_value* arguments) {
    const std::vector<napi_value> externals = List(env, arguments[0], Same), given = List(env, arguments[1], Same);
    const std::vector<double> shares = List(env, arguments[2], Number);
    const std::vector<bool> summed = List(env, arguments[3], Flag);
    Expect(!externals.empty() && externals.size() == shares.size(), "another number of shares than of programs");
    std::vector<Handle> inputs;
    std::vector<Pass> passes;
    for (napi_value one : externals) {
      void* external;
      ExpectNode(napi_get_value_external(env, one, &external));
      passes.push_back({*static_cast<Program*>(external), inputs, {}});
    }
    const Program& first = passes[0].program;
    Expect(first.outputs.size() == summed.size(), "another number of outputs");
    for (const Pass& pass : passes)
      Expect(pass.program.inputs.size() == given.size() && pass.program.outputs.size() == summed.size(),
             "another number of inputs or outputs");
    for (size_t i = 0; i < given.size(); i++) inputs.push_back(HandleOn(first.inputs[i], NumbersOf(env, given[i])));
    RunAll(passes, static_cast<size_t>(Whole(env, arguments[4])));
    napi_value outputs;
    ExpectNode(napi_create_array_with_length(env, summed.size(), &outputs));
    for (size_t i = 0; i < summed.size(); i++) {
      std::vector<Result> parts;
      for (const Pass& pass : passes) parts.emplace_back(pass.At(pass.program.outputs[i]));
      ExpectNode(napi_set_element(env, outputs, i, summed[i] ? Summed(env, parts, shares) : Joined(env, parts)));
    }
    return outputs;
  });
}

struct Decay {
  double beta1, rest1, beta2, rest2, kept, step, unbias, epsilon;
};

// A multiplication and an addition stay two roundings, as in JavaScript (see the compiler's flags).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void UpdateByAdamW(const Decay& by, size_t count, const float* __restrict gradient, const float* __restrict old,
                   float* __restrict first, float* __restrict second, float* __restrict next) {
  for (size_t i = 0; i < count; i++) {
    const double g = gradient[i];
    const double m = by.beta1 * first[i] + by.rest1 * g;
    const double v = by.beta2 * second[i] + by.rest2 * g * g;
    first[i] = static_cast<float>(m);
    second[i] = static_cast<float>(v);
    next[i] = static_cast<float>(by.kept * old[i] - (by.step * m) / (std::sqrt(v) * by.unbias + by.epsilon));
  }
}

// adamW([beta1, 1 − beta1, beta2, 1 − beta2, kept, step, unbias, epsilon], gradient, old, first, second, next)
napi_value AdamW(napi_env env, napi_callback_info info) {
  return Answer(env, info, 6, [env](napi_value* arguments) {
    const std::vector<double> by = List(env, arguments[0], Number);
    Expect(by.size() == 8, "another number of constants");
    const size_t count = NumbersOf(env, arguments[1]).length;
    float* arrays[5];
    for (int i = 0; i < 5; i++) arrays[i] = Floats(env, arguments[i + 1], count);
    UpdateByAdamW({by[0], by[1], by[2], by[3], by[4], by[5], by[6], by[7]}, count, arrays[0], arrays[1], arrays[2],
                  arrays[3], arrays[4]);
    return static_cast<napi_value>(nullptr);
  });
}

// What a step gives back the next one takes again: were it given to the system in between, each of its pages would be
// fetched anew, which takes as long as an operation on it.
void KeepMemory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

napi_value Init(napi_env env, napi_value exports) {
  KeepMemory();
  const napi_property_descriptor properties[] = {
      {"make", nullptr, Make, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"run", nullptr, Run, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"adamW", nullptr, AdamW, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, 3, properties);
  return exports;
}

}  // namespace

NAPI_MODULE(phasescope_program, Init)
